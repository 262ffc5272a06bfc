using System.Collections.Frozen;

namespace Edge.Gateway.Cells.Upgrades;

/// <summary>The steps' names and halves.</summary>
internal static class UpgradeSteps
{
    public const string LeadingPool = "a";

    public const string TrailingPool = "b";

    public static readonly IReadOnlyList<UpgradeStep> All = Enum.GetValues<UpgradeStep>();

    private static readonly string[] Words = ["read-only", "drain", "upgrade-database", "upgrade-servers", "switch", "replication", "trailing-half", "done"];

    public static readonly FrozenDictionary<string, UpgradeStep> ByWord = All.ToFrozenDictionary(static step => step.Word(), StringComparer.Ordinal);

    /// <summary>The step as plans, the admin API, events and metrics name it.</summary>
    public static string Word(this UpgradeStep step) => Words[(int)step];

    /// <summary>The half that takes no requests while the step works.</summary>
    public static string DrainedPool(this UpgradeStep step) => step < UpgradeStep.Switch ? LeadingPool : TrailingPool;

    /// <summary>Whether new code serves on the new schema: the other half must not come back as it is.</summary>
    public static bool IsPastSwitch(this UpgradeStep step) => step >= UpgradeStep.Switch;

    /// <summary>Whether the drained half may differ from the other one already: what went before left servers and data alone.</summary>
    public static bool MayHaveChangedHalf(this UpgradeStep step) => step >= UpgradeStep.UpgradeDatabase;
}
