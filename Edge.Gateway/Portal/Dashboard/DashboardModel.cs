using System.Globalization;
using Edge.Gateway.Config;
using Edge.Gateway.Portal.Design;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Reporting;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Portal.Dashboard;

/// <summary>What the dashboard shows of a tenant: the same numbers as the admin API, by the same report.</summary>
internal sealed class DashboardModel(RateLimitReport report, CounterDirectory counters, SnapshotStore snapshots)
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    /// <summary>Longest text that is searched for, in chars.</summary>
    public const int MaxSearchChars = 100;

    private const int MaxPercent = 100;

    /// <summary>A page of limits; only the rows on it are reckoned in full. Null for a tenant that is configured no longer.</summary>
    public LimitsView? Limits(string tenantId, string search, int page)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        if (UsesOf(snapshot, tenantId) is not { } uses)
        {
            return null;
        }

        BucketUse[] found = [.. Ordered(uses, search)];
        int pages = Math.Max(1, (found.Length + PageSize - 1) / PageSize);
        page = Math.Clamp(page, 1, pages);
        return new LimitsView(
            [.. found.Skip((page - 1) * PageSize).Take(PageSize).Select(use => ViewOf(report.RowOf(snapshot, use.Counter), use.Bucket)).OfType<LimitView>()],
            found.Length, uses.Count, search, page, pages)
        {
            Warning = uses.Count(static use => use.Share <= 1 && use.Used >= use.Limits.WarningAt),
            Bursting = uses.Count(static use => use.Share > 1),
            Denying = uses.Count(static use => use.IsDenying),
            Scope = ScopeText,
            IsStoreLost = report.IsStoreLost,
        };
    }

    /// <summary>All rows, for a download.</summary>
    public IReadOnlyList<RateLimitRow> Rows(string tenantId, string search)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        return [.. Ordered(UsesOf(snapshot, tenantId) ?? [], search).Select(use => report.RowOf(snapshot, use.Counter)).OfType<RateLimitRow>()];
    }

    /// <summary>All of a limit, as the admin API tells it; null when there is none.</summary>
    public RateLimitDetail? Detail(string tenantId, string? bucketId, UsageRange range) => Find(snapshots.Current, tenantId, bucketId, range)?.Detail;

    /// <summary>All of a limit, as its page shows it; null when there is none.</summary>
    public BucketView? Show(string tenantId, string? bucketId, UsageRange range) =>
        Find(snapshots.Current, tenantId, bucketId, range) is not { } found || ViewOf(found.Detail.Limit, found.Bucket) is not { } limit ? null
            : new BucketView(
                limit, found.Detail.Range, found.Detail.IntervalMinutes,
                [.. found.Detail.Series.Select(static point => new ChartPoint(point.At, point.IsMeasured ? [point.Within, point.Burst, point.Denied] : null))],
                CallersOf(found.Detail, "addresses"), CallersOf(found.Detail, "users"), CallersOf(found.Detail, "tokens"),
                found.Bucket.UserPart is not null, ScopeText);

    private string ScopeText => !report.IsFleet ? "All numbers are counted by this gateway, since it was started."
        : string.Create(CultureInfo.InvariantCulture, $"Limit, used and reset are counted together by {report.Nodes} gateway nodes. Averages, events, history and callers are those of the node that drew this page, since it was started.");

    // Tenants and buckets are looked up in the very snapshot that they are used with: places of another one may be those of another tenant.
    private IReadOnlyList<BucketUse>? UsesOf(EdgeSnapshot snapshot, string tenantId) =>
        snapshot.Get<TenantDirectory>().TryGetById(tenantId, out Tenant? tenant) ? report.UsesOf(snapshot, tenant) : null;

    private (Bucket Bucket, RateLimitDetail Detail)? Find(EdgeSnapshot snapshot, string tenantId, string? bucketId, UsageRange range) =>
        bucketId is not null && snapshot.Get<TenantDirectory>().TryGetById(tenantId, out Tenant? tenant) && snapshot.Get<LimitTable>().TryGetById(bucketId, out Bucket? bucket)
        && report.DetailOf(snapshot, counters.GetCounter(tenant.Id, bucket.Id, tenant.CellId), range) is { } detail
            ? (bucket, detail)
            : null;

    private static IEnumerable<BucketUse> Ordered(IEnumerable<BucketUse> uses, string search) =>
        uses.Where(use => search.Length == 0 || use.Bucket.Id.Contains(search, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(static use => use.Share).ThenBy(static use => use.Bucket.Id, StringComparer.OrdinalIgnoreCase);

    private static CallerView[] CallersOf(RateLimitDetail detail, string kind) =>
        [.. detail.Callers[kind].Select(static caller => new CallerView(caller.Name, caller.Requests, caller.Denied))];

    private static LimitView? ViewOf(RateLimitRow? row, Bucket bucket)
    {
        if (row is null)
        {
            return null;
        }

        (StateKind state, string text) = StateOf(row, bucket);
        return new LimitView(
            row.Bucket, $"{DashboardEndpoints.Site.Base}bucket?id={Uri.EscapeDataString(row.Bucket)}", state, text,
            row.Used, row.Limit, row.BurstCeiling, DashboardText.Duration(row.WindowSeconds), row.Used > 0 ? row.Reset : null, row.AverageHour, row.AverageDay)
        {
            Warnings = row.LastHour.Warnings,
            Bursts = row.LastHour.Bursts,
            Violations = row.LastHour.Violations,
            Hour = row.Compared.Hour,
            HourWeekAgo = row.Compared.HourWeekAgo,
            Day = row.Compared.Day,
            DayWeekAgo = row.Compared.DayWeekAgo,
            LimitByFiles = row.Limit == row.ConfiguredLimit ? null : row.ConfiguredLimit,
            Denied = row.Denied,
            ImpactSeconds = row.ImpactSeconds,
            WarningPercent = row.WarningPercent,
            WindowSeconds = row.WindowSeconds,
        };
    }

    private static (StateKind Kind, string Text) StateOf(RateLimitRow row, Bucket bucket) => bucket.Mode switch
    {
        BucketMode.Disable => (StateKind.Unknown, "Not counted"),
        BucketMode.Preview when row.Used > row.Limit => (StateKind.Warning, "Over, preview only"),
        BucketMode.Enforce when row.Denying => (StateKind.Bad, "Denying"),
        BucketMode.Enforce when row.Used >= row.BurstCeiling => (StateKind.Bad, "Spent"),
        _ when row.Bursting => (StateKind.Bursting, "Bursting"),
        _ when row.Used * MaxPercent >= row.Limit * row.WarningPercent => (StateKind.Warning, "Warning"),
        _ when row.Used == 0 => (StateKind.Ok, "Idle"),
        _ => (StateKind.Ok, "Within limit"),
    };
}
