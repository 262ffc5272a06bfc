namespace Edge.Gateway.Cells.Upgrades;

/// <summary>What an operator wants of an upgrade; its driver takes it up.</summary>
/// <param name="IsAbort">Whether it shall end; else it shall go on.</param>
/// <param name="Status">How the upgrade stood.</param>
/// <param name="Step">The step it was at: an approval of an earlier one says nothing.</param>
/// <param name="Phase">What that step was at.</param>
/// <param name="Round">Which time it was.</param>
/// <param name="Actor">Who.</param>
/// <param name="Reason">Why, in one line.</param>
/// <param name="At">When.</param>
internal sealed record UpgradeOrder(bool IsAbort, UpgradeStatus Status, UpgradeStep Step, UpgradePhase Phase, int Round, string Actor, string Reason, DateTimeOffset At)
{
    /// <summary>Whether it approves just what the upgrade waits for now.</summary>
    public bool Approves(UpgradeRun run) =>
        !IsAbort && run.Status is (UpgradeStatus.Waiting or UpgradeStatus.Blocked)
        && (Status, Step, Phase, Round) == (run.Status, run.Step, run.Phase, run.Current.Round);

    /// <summary>Whether it ends the upgrade: one that was given before the upgrade stopped by itself has what it wants.</summary>
    public bool Aborts(UpgradeRun run) => IsAbort && (run.Status != UpgradeStatus.Blocked || Status == UpgradeStatus.Blocked);
}
