using System.Collections.Frozen;

namespace Edge.Gateway.Cells.Upgrades.Plans;

/// <summary>How cells are upgraded: what is called, asked, tested and looked at in each step. Immutable.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Text">The plan in JSON: an upgrade keeps its own, whatever becomes of the file.</param>
/// <param name="Steps">What is to be done; a step that the file leaves out has its usual settings.</param>
internal sealed record UpgradePlan(string Name, string Text, FrozenDictionary<UpgradeStep, UpgradeStepPlan> Steps)
{
    /// <summary>Longest <see cref="Text"/>, in chars: it is kept with the state of an upgrade.</summary>
    public const int MaxTextLength = 16 * 1024;

    public UpgradeStepPlan this[UpgradeStep step] => Steps[step];
}
