namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>What a look at a phase found.</summary>
/// <param name="Outcome">How it stands.</param>
/// <param name="Note">Why, in one line.</param>
/// <param name="Call">The call that was made; null for none.</param>
/// <param name="RetryAfter">Pause before the next look; zero: at the driver's usual pace, and nothing of this look is kept.</param>
internal sealed record PhaseResult(PhaseOutcome Outcome, string Note = "", UpgradeCall? Call = null, TimeSpan RetryAfter = default)
{
    public static readonly PhaseResult Passed = new(PhaseOutcome.Passed);

    public static PhaseResult Pending(string note) => new(PhaseOutcome.Pending, note);

    public static PhaseResult Failed(string why) => new(PhaseOutcome.Failed, why);
}
