
namespace Edge.Gateway.Status;

/// <summary>What a monitor elsewhere tells.</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="Sent">Its clock when it sent this.</param>
/// <param name="More">Whether further results wait there: it could not report for a while.</param>
/// <param name="Results">In the order of their starts.</param>
internal sealed record ProbeReport(string? Location, DateTimeOffset? Sent, bool? More, IReadOnlyList<ProbeReportResult?>? Results)
{
    /// <summary>Most results of one report.</summary>
    public const int MaxResults = 200;
}
