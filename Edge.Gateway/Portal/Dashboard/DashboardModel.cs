using System.Globalization;
using Edge.Gateway.Config;
using Edge.Gateway.Portal.Design;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Reporting;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Portal.Dashboard;

/// <summary>What the dashboard shows of a tenant: the same numbers as the admin API, by the same report.</summary>
internal sealed class DashboardModel(RateLimitReport report, SnapshotStore snapshots)
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    /// <summary>Longest text that is searched for, in chars.</summary>
    public const int MaxSearchChars = 100;

    private const int MaxPercent = 100;

    /// <summary>A tenant by its id, as the configuration in force has it.</summary>
    public Tenant? TenantOf(string id) => snapshots.Current.Get<TenantDirectory>().TryGetById(id, out Tenant? tenant) ? tenant : null;

    /// <summary>A bucket by its id.</summary>
    public Bucket? BucketOf(string? id) => id is not null && snapshots.Current.Get<LimitTable>().TryGetById(id, out Bucket? bucket) ? bucket : null;

    /// <summary>A page of limits; only the rows on it are reckoned in full.</summary>
    public LimitsView Limits(Tenant tenant, string search, int page)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        IReadOnlyList<BucketUse> uses = report.UsesOf(snapshot, tenant);
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
    public IReadOnlyList<RateLimitRow> Rows(Tenant tenant, string search)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        return [.. Ordered(report.UsesOf(snapshot, tenant), search).Select(use => report.RowOf(snapshot, use.Counter)).OfType<RateLimitRow>()];
    }

    /// <summary>All of a limit, as the admin API tells it.</summary>
    public RateLimitDetail? Detail(Tenant tenant, Bucket bucket, UsageRange range)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        BucketUse use = report.UsesOf(snapshot, tenant).FirstOrDefault(use => use.Bucket.Id == bucket.Id);
        return use.Counter is null ? null : report.DetailOf(snapshot, use.Counter, range);
    }

    /// <summary>All of a limit, as its page shows it.</summary>
    public BucketView? Show(Tenant tenant, Bucket bucket, UsageRange range) =>
        Detail(tenant, bucket, range) is not { } detail || ViewOf(detail.Limit, bucket) is not { } limit ? null
            : new BucketView(
                limit, detail.Range, detail.IntervalMinutes,
                [.. detail.Series.Select(static point => new ChartPoint(point.At, point.IsMeasured ? [point.Within, point.Burst, point.Denied] : null))],
                CallersOf(detail, "addresses"), CallersOf(detail, "users"), CallersOf(detail, "tokens"),
                bucket.UserPart is not null, ScopeText);

    private string ScopeText => !report.IsFleet ? "All numbers are counted by this gateway, since it was started."
        : string.Create(CultureInfo.InvariantCulture, $"Limit, used and reset are counted together by {report.Nodes} gateway nodes. Averages, events, history and callers are those of the node that drew this page, since it was started.");

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
