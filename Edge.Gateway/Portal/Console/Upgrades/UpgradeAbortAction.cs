using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Upgrades;

/// <summary>Ends an upgrade: rolled back before the switch, stopped after it.</summary>
internal sealed class UpgradeAbortAction : IConsoleAction
{
    private const int SwitchStep = 5;

    public string Name => "upgrade-abort";

    public async Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields)
    {
        if ((await visit.GetAsync($"/api/v1/upgrades/{fields.Part("id")}")).Read<UpgradeModel>() is not { } upgrade)
        {
            return null;
        }

        bool canGoBack = upgrade.NumberOf(upgrade.Step) < SwitchStep;
        return new ActionQuestion($"Abort the upgrade of cell {upgrade.Cell}", "Abort", AdminPermissions.UpgradesManage, AdminResource.Cell(upgrade.Cell), UpgradesPage.PathOf(upgrade.Id))
        {
            Consequence = [canGoBack
                ? "It is rolled back: pool a takes requests again as it was, and the cell may write."
                : "The switch has been: there is no way back. The upgrade stops where it is; a second abort ends it as it is, and operators must put the halves right."],
            Kept = fields.Keep("id"),
            Inputs = [ActionInput.Reason],
            IsDanger = true,
        };
    }

    public ApiOrder OrderOf(ActionFields fields) => ApiOrder.Post($"/api/v1/upgrades/{fields.Part("id")}/abort", new { reason = fields.Reason });

    public ActionWord Say(ActionFields fields, ApiAnswer answer) =>
        answer.IsGood ? new ActionWord(true, "Aborted", "What becomes of it stands below.") : ActionWord.Refused(answer);
}
