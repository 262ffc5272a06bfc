using System.Collections.Frozen;

namespace Edge.Gateway.Cells.Upgrades.Plans;

/// <summary>All plans of a snapshot, by their names.</summary>
internal sealed class UpgradePlans(IEnumerable<UpgradePlan> plans)
{
    /// <summary>Most plans of one configuration.</summary>
    public const int MaxPlans = 100;

    public FrozenDictionary<string, UpgradePlan> ByName { get; } = plans.ToFrozenDictionary(static plan => plan.Name, StringComparer.Ordinal);
}
