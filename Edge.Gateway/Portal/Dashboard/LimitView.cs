using Edge.Gateway.Portal.Design;

namespace Edge.Gateway.Portal.Dashboard;

/// <summary>A limit as pages show it.</summary>
/// <param name="Bucket">Its bucket.</param>
/// <param name="Href">Its page.</param>
/// <param name="State">How it stands.</param>
/// <param name="StateText">In a word.</param>
/// <param name="Used">Units used in the window.</param>
/// <param name="Limit">Units per window in force.</param>
/// <param name="Ceiling">Most units per window with burst.</param>
/// <param name="Window">Length of the window, for people.</param>
/// <param name="Reset">Seconds since 1970 when more is available; null while nothing is used.</param>
/// <param name="AverageHour">Requests per minute; null when no history is kept.</param>
/// <param name="AverageDay">The same over a day.</param>
public sealed record LimitView(
    string Bucket, string Href, StateKind State, string StateText, long Used, long Limit, long Ceiling, string Window, long? Reset, double? AverageHour, double? AverageDay)
{
    /// <summary>Thresholds reached within the last hour.</summary>
    public long Warnings { get; init; }

    public long Bursts { get; init; }

    public long Violations { get; init; }

    /// <summary>Requests in the last full hour and the last 24, and the same hours seven days before; null when not measured.</summary>
    public long? Hour { get; init; }

    public long? HourWeekAgo { get; init; }

    public long? Day { get; init; }

    public long? DayWeekAgo { get; init; }

    /// <summary>What <c>limits.json</c> and <c>tenants.json</c> say, when a live change holds instead; null when they hold.</summary>
    public long? LimitByFiles { get; init; }

    /// <summary>Since the node's start.</summary>
    public long Denied { get; init; }

    /// <summary>Seconds in which something was denied, since the node's start.</summary>
    public long ImpactSeconds { get; init; }

    /// <summary>Share of the limit, in percent, at which a warning is due.</summary>
    public int WarningPercent { get; init; }

    /// <summary>Length of the window.</summary>
    public long WindowSeconds { get; init; }

    public int Percent => (int)Math.Min(999_999, Used * 100 / Math.Max(1, Limit));
}
