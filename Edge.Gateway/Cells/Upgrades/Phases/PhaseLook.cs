using Edge.Gateway.Cells.Upgrades.Plans;

namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>What a phase looks at.</summary>
/// <param name="Run">The upgrade.</param>
/// <param name="Plan">Its step's part of the plan.</param>
/// <param name="Cell">Its cell, as configured now.</param>
/// <param name="Others">What the other nodes of the fleet see of it; null while they cannot be heard.</param>
/// <param name="Since">When the phase began, or later this node began to drive: a node that just started knows little of health.</param>
internal sealed record PhaseLook(UpgradeRun Run, UpgradeStepPlan Plan, Cell Cell, IReadOnlyList<UpgradeSight>? Others, DateTimeOffset Since);
