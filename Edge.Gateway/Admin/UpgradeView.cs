using Edge.Gateway.Cells.Upgrades;
using Edge.Gateway.Cells.Upgrades.Plans;

namespace Edge.Gateway.Admin;

/// <summary>An upgrade as the admin API shows it; enums in lower case with dashes.</summary>
internal sealed record UpgradeView(
    string Id, string Cell, string Plan, UpgradeStatus Status, UpgradeStep Step, string? WaitsFor, string? Detail, string StartedBy, string? AbortedBy, string? Reason,
    string Driver, DateTimeOffset Started, DateTimeOffset? Ended, IReadOnlyList<UpgradeStepView> Steps)
{
    public static UpgradeView Of(UpgradeRun run) => new(
        run.Id, run.Cell, run.Plan, run.Status, run.Step, WaitsForOf(run), NullIfEmpty(run.Detail), run.Actor, run.AbortedBy, NullIfEmpty(run.Reason),
        run.Driver, run.Started, run.Ended, [.. run.Steps.Select(record => UpgradeStepView.Of(run, record))]);

    internal static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static string? WaitsForOf(UpgradeRun run)
    {
        if (run.Status == UpgradeStatus.Blocked)
        {
            return $"approve to try {run.Step.Word()} again, or abort to end the upgrade as it is";
        }

        UpgradeStepPlan? plan = run.Status == UpgradeStatus.Waiting ? UpgradePlanReader.ReadKept(run.Plan, run.PlanText)?[run.Step] : null;
        return (run.Phase == UpgradePhase.Confirm ? plan?.Confirm : plan?.Approval) is { } approval
            ? approval.Text + (approval.BySecondPerson ? " (to be approved by a second person)" : "")
            : null;
    }
}
