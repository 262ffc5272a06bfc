using Edge.LoadTests.Scenarios;

namespace Edge.LoadTests.Cli;

/// <summary>What a command line asks for, checked.</summary>
/// <param name="Suite">What to run.</param>
/// <param name="Options">How.</param>
/// <param name="Target">Where; null for the demo.</param>
/// <param name="Gateway">The demo's program, where it is named.</param>
/// <param name="Thresholds">Beside the suite's own.</param>
/// <param name="ReportFolder">Where reports go; null for none.</param>
internal sealed record RunRequest(ISuite Suite, LoadOptions Options, TargetUrl? Target, string? Gateway, IReadOnlyList<string> Thresholds, string? ReportFolder);
