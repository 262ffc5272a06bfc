using Edge.Gateway.Journeys;

namespace Edge.Gateway.Status;

/// <summary>A run of a journey elsewhere.</summary>
/// <param name="Journey">Its name.</param>
/// <param name="Host">Where it went.</param>
/// <param name="Started">When, by the monitor's clock.</param>
/// <param name="DurationMs">How long it took.</param>
/// <param name="ValidMs">How long it says something: until the next run must be there.</param>
/// <param name="Verdict"><c>passed</c>, <c>failed</c> or <c>unanswered</c>.</param>
/// <param name="Failure">Which step, and why.</param>
internal sealed record ProbeReportResult(string? Journey, string? Host, DateTimeOffset? Started, double? DurationMs, double? ValidMs, string? Verdict, string? Failure)
{
    public static string Word(JourneyVerdict verdict) => verdict switch
    {
        JourneyVerdict.Passed => "passed",
        JourneyVerdict.Failed => "failed",
        JourneyVerdict.Unanswered => "unanswered",
        _ => "not-run",
    };

    public static JourneyVerdict? Parse(string? word) => word switch
    {
        "passed" => JourneyVerdict.Passed,
        "failed" => JourneyVerdict.Failed,
        "unanswered" => JourneyVerdict.Unanswered,
        _ => null,
    };
}
