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

    /// <summary>How long after its last denial a limit is called denying.</summary>
    public static readonly TimeSpan DenyingFor = TimeSpan.FromSeconds(5);

    private const int MinutesPerHour = 60;
    private const int HoursPerDay = 24;
    private const int HoursPerWeek = 7 * HoursPerDay;

    private Tuple<EdgeSnapshot?, CounterOrder?> _order = new(null, null); // One reference, so that both are of one snapshot.

    /// <summary>Nodes of the fleet.</summary>
    public int Nodes => fleet.Nodes;

    /// <summary>Whether limits are shared by a fleet.</summary>
    public bool IsFleet => counters.IsFleet;

    /// <summary>Whether the fleet's store is lost.</summary>
    public bool IsStoreLost => counters.IsFleet && fleet.IsLost;

    /// <summary>The rows, by tenant and bucket.</summary>
    /// <param name="tenant">One tenant, with the buckets that it has not used too; null for all.</param>
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
        if (tenant is not null && snapshot.Get<TenantDirectory>().TryGetById(tenant, out Tenant? one))
        {
            LimitTable table = snapshot.Get<LimitTable>();
            foreach (Bucket bucket in table.Buckets)
            {
                table.CounterOf(one, bucket, counters);
            }
        }

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

    /// <summary>How far a tenant has used each of its buckets, and no more: for a page that then shows some of them.</summary>
    public IReadOnlyList<BucketUse> UsesOf(EdgeSnapshot snapshot, Tenant tenant)
    {
        LimitTable table = snapshot.Get<LimitTable>();
        long now = clock.Now;
        var uses = new BucketUse[table.Buckets.Count];
        for (int i = 0; i < uses.Length; i++)
        {
            Bucket bucket = table.Buckets[i];
            TenantCounter counter = table.CounterOf(tenant, bucket, counters);
            TenantLimits limits = table.LimitsOf(tenant, bucket, counter);
            counter.Enter();
            long used = bucket.Mode == BucketMode.Disable ? 0 : TenantRoom.Of(counter, limits, now, bucket.Cost).Room.Used;
            long denied = counter.Totals.LastDeniedSecond;
            counter.Exit();
            uses[i] = new BucketUse(bucket, counter, used, limits, denied > 0 && now - (denied * TimeSpan.TicksPerSecond) < DenyingFor.Ticks);
        }

        return uses;
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
        long minute = clock.MinuteOf(now);
        UsageHistory history = counter.History;
        history.Note(counter.Totals.ToCounts(), minute);
        (double hour, double day) = history.Averages(minute, clock.StartMinute);
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
            bucket.Mode == BucketMode.Enforce && limits.CanBurst && room.Used > limits.Rule.Limit,
            totals.LastDeniedSecond > 0 && now - (totals.LastDeniedSecond * TimeSpan.TicksPerSecond) < DenyingFor.Ticks,
            limits.BurstCeiling,
            limits.WarningPercent,
            history.IsLeftOut ? null : Math.Round(hour, 2),
            history.IsLeftOut ? null : Math.Round(day, 2),
            totals.ImpactSeconds,
            totals.Allowed,
            totals.Bursted,
            totals.Denied,
            new RateLimitEvents(history.LastHour(UsageKind.Warnings, minute), history.LastHour(UsageKind.Bursts, minute), history.LastHour(UsageKind.Violations, minute)),
            Compare(history, minute),
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

    /// <summary>One row with its history; null when the pair is not configured.</summary>
    public RateLimitDetail? DetailOf(EdgeSnapshot snapshot, TenantCounter counter, UsageRange range)
    {
        if (RowOf(snapshot, counter) is not { } row)
        {
            return null;
        }

        long minute = clock.Minute;
        UsagePoint[] series = counter.History.Read(range, minute, clock.StartMinute);
        return new RateLimitDetail(
            row, range.ToString().ToLowerInvariant(), (int)(series[1].At - series[0].At).TotalMinutes, series,
            new Dictionary<string, CallerRow[]>(StringComparer.Ordinal)
            {
                ["addresses"] = CallersOf(counter, CallerKind.Address, minute),
                ["users"] = CallersOf(counter, CallerKind.User, minute),
                ["tokens"] = CallersOf(counter, CallerKind.Token, minute),
            });
    }

    private static CallerRow[] CallersOf(TenantCounter counter, CallerKind kind, long minute) =>
        [.. counter.Callers.Top(kind, minute / MinutesPerHour).Select(static caller => new CallerRow(caller.Text, caller.Requests, caller.Denied))];

    private UsageComparison Compare(UsageHistory history, long minute)
    {
        long last = (minute / MinutesPerHour) - 1;
        return new UsageComparison(Measured(last, 1), Measured(last - HoursPerWeek, 1), Measured(last, HoursPerDay), Measured(last - HoursPerWeek, HoursPerDay));

        long? Measured(long hour, int count) =>
            !history.IsLeftOut && clock.StartMinute <= (hour - count + 1) * MinutesPerHour ? history.Hours(hour, count) : null;
    }
}
