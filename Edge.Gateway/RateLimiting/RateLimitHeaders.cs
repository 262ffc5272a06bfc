using System.Globalization;
using Edge.Gateway.Http;

namespace Edge.Gateway.RateLimiting;

/// <summary>Sends Okta's <c>X-Rate-Limit-*</c> and the draft's <c>RateLimit-Policy</c> and <c>RateLimit</c> on every response of a matched request.</summary>
internal sealed class RateLimitHeaders : IResponseHeaderWriter
{
    public const string Limit = "X-Rate-Limit-Limit";
    public const string Remaining = "X-Rate-Limit-Remaining";
    public const string Reset = "X-Rate-Limit-Reset";
    public const string Policy = "RateLimit-Policy";
    public const string State = "RateLimit";

    public void Write(HttpContext context, EdgeRequest request)
    {
        RateLimitOutcome outcome = request.RateLimit;
        if (outcome.Policy is null)
        {
            return;
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers[Limit] = outcome.Policy.LimitText;
        headers[Remaining] = NumberText.Of(outcome.Remaining);
        headers[Reset] = NumberText.Of(outcome.ResetEpochSeconds);
        headers[Policy] = outcome.Policy.PolicyText;
        headers[State] = string.Create(CultureInfo.InvariantCulture, $"\"{outcome.Policy.Name}\";r={outcome.Remaining};t={outcome.ResetSeconds}");
    }
}
