using System.Buffers;
using System.Text.Json;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Gateway.RateLimiting.Keys;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.RateLimiting;

/// <summary>Holds the tenant, its apps, users and clients to their limits in the request's bucket: 429 when one is spent.</summary>
internal sealed class RateLimitMiddleware(
    RequestDelegate next, LimitEngine engine, CounterDirectory counters, IFleetStore fleet, RateLimitMetrics metrics, RateLimitEventLog events, LimitClock clock)
{
    /// <summary>Most times a request asks the fleet's store before it is told that the limit cannot be counted.</summary>
    public const int MaxAsks = 8;

    public Task InvokeAsync(HttpContext context)
    {
        EdgeRequest request = context.GetEdgeRequest();
        LimitTable table = request.Snapshot.Get<LimitTable>();
        Bucket? bucket = table.Find(context.Request.Method, context.Request.Path.Value);
        if (bucket is null || bucket.Mode == BucketMode.Disable || request.IsOwn)
        {
            return next(context);
        }

        if (bucket.NeedsBody && BodyPeek.IsWanted(context.Request))
        {
            return PeekAsync(context, request, table, bucket);
        }

        long now = clock.Now;
        RequestLimits state = Begin(request, table, bucket, new KeySource(context, request, default), now);
        return Decide(context, request, table, state, now);
    }

    private async Task PeekAsync(HttpContext context, EdgeRequest request, LimitTable table, Bucket bucket)
    {
        ReadOnlySequence<byte> body = await BodyPeek.ReadAsync(context.Request, context.RequestAborted);
        long now = clock.Now;
        RequestLimits state = Begin(request, table, bucket, new KeySource(context, request, body.Length <= KeyLimits.MaxBodyBytes ? body : default), now);
        BodyPeek.PutBack(context.Request, body);
        await Decide(context, request, table, state, now);
    }

    // Finds the counters and the keys of the request.
    private RequestLimits Begin(EdgeRequest request, LimitTable table, Bucket bucket, in KeySource source, long now)
    {
        var state = (RequestLimits)(request.RateLimitState ??= new RequestLimits()); // Once for each pooled request.
        state.Fill(request.GetRequiredTenant(), table, bucket, counters, source, now);
        return state;
    }

    private Task Decide(HttpContext context, EdgeRequest request, LimitTable table, RequestLimits state, long now)
    {
        ConcurrencyGate gate = table.GateOf(request.GetRequiredTenant(), counters);
        LimitVerdict verdict = engine.Decide(state.Counter!, state.Limits!, state.Uses[..state.UseCount], gate, counters.ConcurrencyOf(table), now);
        return verdict.NeedsStore ? AskAsync(context, request, table, state, gate, verdict) : Finish(context, request, table, state, gate, verdict);
    }

    // The fleet's count is nearly exhausted, or not known yet: asks, bounded by a deadline.
    private async Task AskAsync(HttpContext context, EdgeRequest request, LimitTable table, RequestLimits state, ConcurrencyGate gate, LimitVerdict verdict)
    {
        for (int ask = 0; ask < MaxAsks; ask++)
        {
            bool isAnswered = await fleet.AskAsync(state, verdict);
            verdict = engine.Decide(state.Counter!, state.Limits!, state.Uses[..state.UseCount], gate, counters.ConcurrencyOf(table), clock.Now);
            if (!verdict.NeedsStore || !isAnswered)
            {
                break;
            }
        }

        if (verdict.NeedsStore)
        {
            verdict = LimitEngine.Uncountable(state.Limits!);
        }

        await Finish(context, request, table, state, gate, verdict);
    }

    private Task Finish(HttpContext context, EdgeRequest request, LimitTable table, RequestLimits state, ConcurrencyGate gate, in LimitVerdict verdict)
    {
        TenantLimits limits = state.Limits!;
        if (verdict.Crossed != Thresholds.None)
        {
            events.Tell(state.Counter!, limits, verdict);
        }

        if (state.Counter!.Lease is { } lease && (lease.WantsMore || verdict.WantsStore))
        {
            fleet.AskSoon(state, verdict);
        }

        metrics.Decided(limits.Bucket, verdict.Decision);
        bool isDenied = verdict.Decision == RateLimitDecision.Denied;
        if (state.IsLookedAt)
        {
            state.Counter.Callers.Count(state.Callers, isDenied, clock.Minute / 60);
            state.Callers = default; // A pooled object holds no token.
        }

        RateLimitPolicy policy = verdict.IsConcurrency ? PolicyOf(verdict, limits, table) : verdict.Policy;
        request.RateLimit = OutcomeOf(policy, verdict, clock);
        if (!isDenied)
        {
            state.Gate = gate;
            return next(context);
        }

        state.UseCount = 0;
        EdgeProblem problem = verdict.IsUncountable ? EdgeProblem.ReducedCapacity
            : verdict.Violated == LimitVerdict.TenantScope ? EdgeProblem.QuotaExceeded
            : limits.Bucket.Scopes[verdict.Violated].Problem;
        return context.WriteProblemAsync(problem, request.RateLimit.ResetSeconds, WriteViolatedPolicies);
    }

    // Okta too reports the concurrent limit in the headers once it is exceeded.
    private static RateLimitPolicy PolicyOf(in LimitVerdict verdict, TenantLimits limits, LimitTable table) => verdict.Violated == LimitVerdict.TenantScope
        ? table.ConcurrencyPolicy
        : RateLimitPolicy.OfConcurrency($"{limits.Bucket.Id}:{limits.Bucket.Scopes[verdict.Violated].Id}:concurrency", limits.Bucket.Scopes[verdict.Violated].Concurrency);

    // Rounded up: who waits that long finds more. Those who must wait are spread, so that they do not come back as one.
    internal static RateLimitOutcome OutcomeOf(RateLimitPolicy policy, in LimitVerdict verdict, LimitClock clock)
    {
        long ticks = verdict.ResetTicks;
        long seconds = (ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
        long epochTicks = clock.UtcNow.Ticks - DateTimeOffset.UnixEpoch.Ticks + ticks;
        long epochSeconds = (epochTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
        if (verdict.Remaining == 0 && !verdict.IsConcurrency)
        {
            seconds += ResetJitter.SecondsOf(policy.Window, seconds);
        }

        return new RateLimitOutcome(policy, verdict.Remaining, seconds, epochSeconds, verdict.Decision);
    }

    private static void WriteViolatedPolicies(Utf8JsonWriter json, EdgeRequest request)
    {
        json.WriteStartArray("violated-policies"u8);
        json.WriteStringValue(request.RateLimit.Policy!.Name);
        json.WriteEndArray();
    }
}
