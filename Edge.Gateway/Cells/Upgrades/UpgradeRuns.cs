using Edge.Gateway.State;

namespace Edge.Gateway.Cells.Upgrades;

/// <summary>The upgrades in a set of decisions.</summary>
internal static class UpgradeRuns
{
    /// <summary>Most upgrades that are kept after their end; of more the oldest is forgotten.</summary>
    public const int MaxKept = 50;

    /// <summary>All that can be read, the newest first.</summary>
    public static IReadOnlyList<UpgradeRun> All(DecisionSet decisions) =>
        [.. decisions.All.Where(static decision => decision.Key.StartsWith(DecisionKeys.UpgradePrefix, StringComparison.Ordinal))
            .Select(UpgradeCodec.TryRun).OfType<UpgradeRun>().OrderByDescending(static run => run.Started).ThenBy(static run => run.Id, StringComparer.Ordinal)];

    public static UpgradeRun? Find(DecisionSet decisions, string id) => decisions.Find(DecisionKeys.Upgrade(id)) is { } decision ? UpgradeCodec.TryRun(decision) : null;

    /// <summary>The upgrade that a cell is in; null when it is in none.</summary>
    public static string? OfCell(DecisionSet decisions, string cell) => decisions.Find(DecisionKeys.CellUpgrade(cell))?.Value;
}
