using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Upgrades;

/// <summary>Says that what an upgrade waits for is done.</summary>
internal sealed class UpgradeApproveAction : IConsoleAction
{
    public string Name => "upgrade-approve";

    public async Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields)
    {
        if ((await visit.GetAsync($"/api/v1/upgrades/{fields.Part("id")}")).Read<UpgradeModel>() is not { } upgrade)
        {
            return null;
        }

        int index = upgrade.NumberOf(upgrade.Step);
        return new ActionQuestion($"Approve step {index}, {upgrade.Step}", "Approve", AdminPermissions.UpgradesApprove, AdminResource.Cell(upgrade.Cell), UpgradesPage.PathOf(upgrade.Id))
        {
            Consequence = [
                upgrade.WaitsFor ?? "It waits for nobody at the moment.",
                index < upgrade.Steps.Count ? $"The upgrade of cell {upgrade.Cell} goes on. Then: {upgrade.Steps[index].Words.ToLowerInvariant()}." : $"The upgrade of cell {upgrade.Cell} ends."],
            Kept = fields.Keep("id", "step"),
            Inputs = [ActionInput.Reason],
            IsDanger = upgrade.Step is "upgrade-servers" or "switch",
        };
    }

    public ApiOrder OrderOf(ActionFields fields) => ApiOrder.Post($"/api/v1/upgrades/{fields.Part("id")}/approve", new { step = fields.Text("step"), reason = fields.Reason });

    public ActionWord Say(ActionFields fields, ApiAnswer answer) =>
        answer.IsGood ? new ActionWord(true, $"Approved: {fields["step"]}", "The upgrade goes on.") : ActionWord.Refused(answer);
}
