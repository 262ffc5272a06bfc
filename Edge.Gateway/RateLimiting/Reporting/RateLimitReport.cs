using Edge.Gateway.Config;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>How far each limit is used, read from the counters themselves: as fresh as the question.</summary>
internal sealed class RateLimitReport(CounterDirectory counters, SnapshotStore snapshots, LimitClock clock, FleetState fleet)
{
    /// <summary>Most rows of one answer.</summary>
    public const int MaxRows = 10_000;

    private Tuple<EdgeSnapshot?, CounterOrder?> _order = new(null, null); // One reference, so that both are of one snapshot.

    /// <summary>Nodes of the fleet.</summary>
    public int Nodes => fleet.Nodes;

    /// <summary>Whether limits are shared by a fleet.</summary>
    public bool IsFleet => counters.IsFleet;

    /// <summary>Whether the fleet's store is lost.</summary>
    public bool IsStoreLost => counters.IsFleet && fleet.IsLost;

    /// <summary>The rows, by tenant and bucket.</summary>
    /// <param name="tenant">One tenant; null for all.</param>
    /// <param name="isShown">Which of all tenants, by their ids.</param>
    /// <param name="afterTenant">Only rows that stand after this one, to read more than one answer holds; empty for all.</param>
    /// <param name="afterBucket">Its bucket.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="isTruncated">Whether there are more.</param>
    public IReadOnlyList<RateLimitRow> Rows(string? tenant, Func<string, bool> isShown, string afterTenant, string afterBucket, int limit, out bool isTruncated)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        List<RateLimitRow> rows = [];
        isTruncated = false;
        foreach (TenantCounter counter in OrderOf(snapshot, tenant).After(counters, isShown, afterTenant, afterBucket))
        {
            if (rows.Count == limit)
            {
                isTruncated = true;
                break;
            }

            if (RowOf(snapshot, counter) is { } row)
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    /// <summary>One row; null when the pair is not configured.</summary>
    public RateLimitRow? RowOf(EdgeSnapshot snapshot, TenantCounter counter)
    {
        LimitTable table = snapshot.Get<LimitTable>();
        if (!snapshot.Get<TenantDirectory>().TryGetById(counter.TenantId, out Tenant? tenant) || !table.TryGetById(counter.BucketId, out Bucket? bucket))
        {
            return null;
        }

        TenantLimits limits = table.LimitsOf(tenant, bucket, counter);
        long now = clock.Now;
        long minute = now / TimeSpan.TicksPerMinute;
        counter.History.Note(counter.Totals.Allowed, minute);
        (double hour, double day) = counter.History.Averages(minute);
        counter.Enter();
        Room room = TenantRoom.Of(counter, limits, now, bucket.Cost).Room;
        CounterTotals totals = counter.Totals;
        TopKey[][] top = [.. bucket.Scopes.Select((_, index) => counter.History.TopOf(index))];
        counter.Exit();
        return new RateLimitRow(
            counter.TenantId,
            bucket.Id,
            bucket.Mode.ToString().ToLowerInvariant(),
            limits.Rule.Limit,
            limits.Configured,
            (long)limits.Rule.Policy.Window.TotalSeconds,
            room.Used,
            room.Remaining,
            (clock.UtcNow + TimeSpan.FromTicks(Math.Max(0, room.ResetTicks))).ToUnixTimeSeconds() + 1,
            room.Used > limits.Rule.Limit,
            limits.BurstCeiling,
            Math.Round(hour, 2),
            Math.Round(day, 2),
            totals.ImpactSeconds,
            totals.Allowed,
            totals.Bursted,
            totals.Denied,
            bucket.Scopes.Select((scope, index) => (scope.Id, index)).ToDictionary(static pair => pair.Id, pair => top[pair.index].Select(static key => new TopKeyRow($"{key.Key.High:x16}", key.Count)).ToArray(), StringComparer.Ordinal));
    }

    private CounterOrder OrderOf(EdgeSnapshot snapshot, string? tenant)
    {
        IEnumerable<string> buckets = snapshot.Get<LimitTable>().Buckets.Select(static bucket => bucket.Id);
        if (tenant is not null)
        {
            return new CounterOrder([tenant], buckets);
        }

        (EdgeSnapshot? of, CounterOrder? order) = _order;
        if (!ReferenceEquals(of, snapshot) || order is null)
        {
            order = new CounterOrder(snapshot.Get<TenantDirectory>().Tenants.Select(static each => each.Id), buckets);
            _order = Tuple.Create<EdgeSnapshot?, CounterOrder?>(snapshot, order);
        }

        return order;
    }
}
