namespace Edge.Gateway.Cells.Health;

/// <summary>Outcome of one probe.</summary>
/// <param name="Status">The answer's status; 0 when there was none.</param>
/// <param name="TimedOut">Whether the time ran out: perhaps it was the gateway that was slow.</param>
/// <param name="Reason">What went wrong, in one line; empty when there was an answer.</param>
internal readonly record struct ProbeResult(int Status, bool TimedOut, string Reason)
{
    public static ProbeResult Answered(int status) => new(status, TimedOut: false, "");

    /// <summary>Whether it counts as healthy: 2xx when the path was chosen for that, else anything below 500.</summary>
    public bool IsGood(bool strict) => Status != 0 && (strict ? Status is >= 200 and <= 299 : Status < 500);
}
