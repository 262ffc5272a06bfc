using System.Globalization;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Fleet;

namespace Edge.Gateway.RateLimiting;

/// <summary>Sends Okta's <c>X-Rate-Limit-*</c> and the draft's <c>RateLimit-Policy</c> and <c>RateLimit</c> on every response of a matched request.</summary>
internal sealed class RateLimitHeaders(LimitEngine engine, IFleetStore fleet, LimitClock clock) : IResponseHeaderWriter
{
    public const string Limit = "X-Rate-Limit-Limit";
    public const string Remaining = "X-Rate-Limit-Remaining";
    public const string Reset = "X-Rate-Limit-Reset";
    public const string Policy = "RateLimit-Policy";
    public const string State = "RateLimit";

    /// <summary>Highest cost that an origin may name.</summary>
    public const int MaxOriginCost = 1_000_000;

    public void Write(HttpContext context, EdgeRequest request)
    {
        RateLimitOutcome outcome = request.RateLimit;
        if (outcome.Policy is null)
        {
            return;
        }

        IHeaderDictionary headers = context.Response.Headers;
        if (request.RateLimitState is RequestLimits { Limits.Bucket.CostHeader: { } costHeader } state)
        {
            request.RateLimit = outcome = Charge(headers, costHeader, state, outcome);
        }

        headers[Limit] = outcome.Policy!.LimitText;
        headers[Remaining] = NumberText.Of(outcome.Remaining);
        headers[Reset] = NumberText.Of(outcome.ResetEpochSeconds);
        headers[Policy] = outcome.Policy.PolicyText;
        headers[State] = RateLimitTexts.Of(outcome.Policy, outcome.Remaining, outcome.ResetSeconds);
    }

    // The origin knows better what a request cost: the rest is taken now, from every scope that was charged.
    private RateLimitOutcome Charge(IHeaderDictionary headers, string costHeader, RequestLimits state, RateLimitOutcome outcome)
    {
        if (state.IsCharged || outcome.Decision == RateLimitDecision.Denied || !headers.TryGetValue(costHeader, out Microsoft.Extensions.Primitives.StringValues value))
        {
            return outcome;
        }

        state.IsCharged = true;
        headers.Remove(costHeader);
        if (!int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int cost) || cost > MaxOriginCost || cost <= state.Limits!.Bucket.Cost)
        {
            return outcome;
        }

        LimitVerdict verdict = engine.Charge(state.Counter!, state.Limits, state.Uses[..state.UseCount], cost - state.Limits.Bucket.Cost, clock.Now);
        fleet.AskSoon(state, verdict);
        verdict.Decision = outcome.Decision;
        return RateLimitMiddleware.OutcomeOf(verdict.Policy, verdict, clock);
    }
}
