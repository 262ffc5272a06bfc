using System.Runtime.CompilerServices;
using Edge.Gateway.State;

namespace Edge.Gateway.Cells.Upgrades;

/// <summary>The upgrades in a set of decisions.</summary>
internal static class UpgradeRuns
{
    /// <summary>Most upgrades that are kept after their end; of more the oldest is forgotten.</summary>
    public const int MaxKept = 50;

    // A set never changes, and is asked several times a second.
    private static readonly ConditionalWeakTable<DecisionSet, IReadOnlyList<UpgradeRun>> Read = new();

    /// <summary>All that can be read, the newest first.</summary>
    public static IReadOnlyList<UpgradeRun> All(DecisionSet decisions) => Read.GetValue(decisions, static decisions =>
        [.. decisions.All.Where(static decision => decision.Key.StartsWith(DecisionKeys.UpgradePrefix, StringComparison.Ordinal))
            .Select(UpgradeCodec.TryRun).OfType<UpgradeRun>().OrderByDescending(static run => run.Started).ThenBy(static run => run.Id, StringComparer.Ordinal)]);

    public static UpgradeRun? Find(DecisionSet decisions, string id) => All(decisions).FirstOrDefault(run => run.Id == id);

    /// <summary>The upgrade that a cell is in; null when it is in none.</summary>
    public static string? OfCell(DecisionSet decisions, string cell) => decisions.Find(DecisionKeys.CellUpgrade(cell))?.Value;
}
