namespace Edge.Gateway.Cells.Upgrades.Plans;

/// <summary>One step of a plan.</summary>
/// <param name="Settle">Time after the step's decision before anything else: every node hears of it, and what was begun before ends.</param>
/// <param name="Hook">An HTTP call that does the step's work; null when there is none.</param>
/// <param name="Approval">People do the step's work, or watch it, and say when it is done; null when there is none.</param>
/// <param name="Tests">Requests that every server of the drained half must answer well.</param>
/// <param name="Gate">What must be healthy to go on.</param>
/// <param name="Confirm">Asked after tests and gates; null when nobody is.</param>
internal sealed record UpgradeStepPlan(
    TimeSpan Settle, UpgradeHook? Hook, UpgradeApproval? Approval, IReadOnlyList<UpgradeTest> Tests, UpgradeGate? Gate, UpgradeApproval? Confirm);
