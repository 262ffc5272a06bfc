using System.Threading.RateLimiting;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Gateway.RateLimiting.Keys;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.RateLimiting;

/// <summary>The same limits for other ASP.NET Core code: <c>options.GlobalLimiter = provider.GetRequiredService&lt;PartitionedRateLimiter&lt;HttpContext&gt;&gt;()</c>.</summary>
/// <remarks>One permit is one request; none asks for nothing and is always given. A request must have passed <c>UseEdgeTenants</c>. Keys in the body are missing here, as nothing is read. A lease object is made per request; the gateway's own middleware makes none.</remarks>
internal sealed class HttpRateLimiter(
    LimitEngine engine, CounterDirectory counters, IFleetStore fleet, RateLimitMetrics metrics, RateLimitEventLog events, LimitClock clock) : PartitionedRateLimiter<HttpContext>
{
    /// <summary>Units per window of the scope nearest to exhaustion.</summary>
    public static readonly MetadataName<long> Limit = MetadataName.Create<long>("RATELIMIT_LIMIT");

    /// <summary>Units left.</summary>
    public static readonly MetadataName<long> Remaining = MetadataName.Create<long>("RATELIMIT_REMAINING");

    /// <summary>Time until more is available.</summary>
    public static readonly MetadataName<TimeSpan> Reset = MetadataName.Create<TimeSpan>("RATELIMIT_RESET");

    /// <summary>Name of the limit.</summary>
    public static readonly MetadataName<string> Policy = MetadataName.Create<string>("RATELIMIT_POLICY");

    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount)
    {
        LimitVerdict verdict = Decide(resource, permitCount, out RequestLimits? state);
        return LeaseOf(verdict.NeedsStore ? LimitEngine.Uncountable(state!.Limits!) : verdict, state);
    }

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext resource, int permitCount, CancellationToken cancellationToken)
    {
        LimitVerdict verdict = Decide(resource, permitCount, out RequestLimits? state);
        for (int ask = 0; ask < RateLimitMiddleware.MaxAsks && verdict.NeedsStore; ask++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await fleet.AskAsync(state!, verdict);
            verdict = Decide(resource, permitCount, out state);
        }

        return LeaseOf(verdict.NeedsStore ? LimitEngine.Uncountable(state!.Limits!) : verdict, state);
    }

    private LimitVerdict Decide(HttpContext context, int permitCount, out RequestLimits? state)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(permitCount, 1); // What a request costs is the bucket's word.
        EdgeRequest request = context.GetEdgeRequest();
        LimitTable table = request.Snapshot.Get<LimitTable>();
        Bucket? bucket = table.Find(context.Request.Method, context.Request.Path.Value);
        state = null;
        if (permitCount == 0 || bucket is null || bucket.Mode == BucketMode.Disable)
        {
            return new LimitVerdict { Decision = RateLimitDecision.Allowed }; // As with the middleware: no bucket, no limit.
        }

        state = new RequestLimits();
        Tenant tenant = request.GetRequiredTenant();
        state.Fill(tenant, table, bucket, counters, new KeySource(context, request, default), clock.Now);
        ConcurrencyGate gate = table.GateOf(tenant, counters);
        LimitVerdict verdict = engine.Decide(state.Counter!, state.Limits!, state.Uses[..state.UseCount], gate, counters.ConcurrencyOf(table), clock.Now);
        if (!verdict.NeedsStore && state.Counter!.Lease is { } lease && (lease.WantsMore || verdict.WantsStore))
        {
            fleet.AskSoon(state, verdict);
        }

        if (verdict.Crossed != Thresholds.None)
        {
            events.Tell(state.Counter!, state.Limits!, verdict);
        }

        if (!verdict.NeedsStore)
        {
            metrics.Decided(bucket, verdict.Decision);
        }

        state.Gate = verdict.NeedsStore || verdict.Decision == RateLimitDecision.Denied ? null : gate;
        return verdict;
    }

    private HttpRateLimitLease LeaseOf(in LimitVerdict verdict, RequestLimits? state) => new(verdict, state?.Gate is null ? null : () =>
    {
        state.Gate.Exit();
        engine.Release(state.Limits!, state.Uses[..state.UseCount]);
    });
}
