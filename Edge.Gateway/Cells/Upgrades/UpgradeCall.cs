namespace Edge.Gateway.Cells.Upgrades;

/// <summary>One call of a hook, without anything that was sent or answered.</summary>
/// <param name="At">When it began.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Status">Of the answer; 0 when there was none.</param>
/// <param name="Outcome">In a word or a line.</param>
internal sealed record UpgradeCall(DateTimeOffset At, long Milliseconds, int Status, string Outcome);
