using Edge.Gateway.Cells.Upgrades;

namespace Edge.Gateway.Admin;

/// <summary>A step of an upgrade as the admin API shows it.</summary>
internal sealed record UpgradeStepView(
    UpgradeStep Step, UpgradeStepState State, UpgradePhase? Phase, DateTimeOffset? Started, DateTimeOffset? Ended, string? ApprovedBy, DateTimeOffset? Approved, string? Note,
    IReadOnlyList<UpgradeCall>? Calls)
{
    public static UpgradeStepView Of(UpgradeRun run, UpgradeStepRecord record) => new(
        record.Step, record.State, record.Step == run.Step && !run.HasEnded ? run.Phase : null, record.Started, record.Ended, record.ApprovedBy, record.Approved,
        UpgradeView.NullIfEmpty(record.Note), record.Calls.Count == 0 ? null : record.Calls);
}
