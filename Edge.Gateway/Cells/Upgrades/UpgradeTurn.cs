using Edge.Gateway.State;

namespace Edge.Gateway.Cells.Upgrades;

/// <summary>One move of an upgrade: its new state, and what is decided together with it.</summary>
/// <param name="Run">As it is from now on.</param>
/// <param name="Effects">Modes and weights of its cell.</param>
internal sealed record UpgradeTurn(UpgradeRun Run, IReadOnlyList<DecisionChange> Effects);
