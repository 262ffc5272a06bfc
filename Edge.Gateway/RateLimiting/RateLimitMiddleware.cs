using System.Text.Json;
using Edge.Gateway.Http;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.RateLimiting;

/// <summary>Holds the tenant to its limit in the request's bucket: 429 when it is spent.</summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, IRateLimitStore store, RateLimitMetrics metrics, TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    public Task InvokeAsync(HttpContext context)
    {
        EdgeRequest request = context.GetEdgeRequest();
        LimitTable limits = request.Snapshot.Get<LimitTable>();
        Bucket? bucket = limits.Find(context.Request.Method, context.Request.Path.Value);
        if (bucket is null || bucket.Mode == BucketMode.Disable)
        {
            return next(context);
        }

        Tenant tenant = request.GetRequiredTenant();
        RateLimitPolicy policy = limits.PolicyOf(tenant, bucket);
        WindowGrant grant = limits.CounterOf(tenant, bucket, store).TryAcquire(policy.Limit, policy.Window, time.GetElapsedTime(_origin));
        RateLimitDecision decision = grant.IsAllowed ? RateLimitDecision.Allowed
            : bucket.Mode == BucketMode.Preview ? RateLimitDecision.Preview
            : RateLimitDecision.Denied;
        request.RateLimit = OutcomeOf(policy, grant, decision);
        metrics.Decided(bucket, decision);
        return decision == RateLimitDecision.Denied
            ? context.WriteProblemAsync(EdgeProblem.QuotaExceeded, request.RateLimit.ResetSeconds, WriteViolatedPolicies)
            : next(context);
    }

    // Both are rounded up: who waits that long finds the window new.
    private RateLimitOutcome OutcomeOf(RateLimitPolicy policy, WindowGrant grant, RateLimitDecision decision)
    {
        long resetSeconds = (grant.ResetAfter.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
        long resetEpochTicks = time.GetUtcNow().Ticks - DateTimeOffset.UnixEpoch.Ticks + grant.ResetAfter.Ticks;
        long resetEpochSeconds = (resetEpochTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
        return new RateLimitOutcome(policy, grant.Remaining, resetSeconds, resetEpochSeconds, decision);
    }

    private static void WriteViolatedPolicies(Utf8JsonWriter json, EdgeRequest request)
    {
        json.WriteStartArray("violated-policies"u8);
        json.WriteStringValue(request.RateLimit.Policy!.Name);
        json.WriteEndArray();
    }
}
