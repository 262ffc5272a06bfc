using Edge.Gateway.Admin;
using Edge.Gateway.Portal.Console.Cells;

namespace Edge.Gateway.Portal.Console.Upgrades;

/// <summary>Begins a rolling upgrade.</summary>
internal sealed class UpgradeStartAction : IConsoleAction
{
    public string Name => "upgrade-start";

    public async Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields)
    {
        string? id = fields.Text("cell");
        CellModel? cell = id is null ? null : await visit.TryGetAsync<CellModel>(AdminPermissions.CellsRead, $"/api/v1/cells/{fields.Part("cell")}", AdminResource.Cell(id));
        IReadOnlyList<string> plans = (await visit.TryGetAsync<UpgradesModel>(AdminPermissions.UpgradesRead, "/api/v1/upgrades"))?.Plans ?? [];
        int left = cell?.Destinations.Count(static destination => destination is { Pool: "b", Available: true }) ?? 0;
        return new ActionQuestion(
            id is null ? "Begin an upgrade" : $"Upgrade cell {id}", "Begin", AdminPermissions.UpgradesManage, id is null ? null : AdminResource.Cell(id), $"{ConsoleSite.Base}upgrades")
        {
            Consequence = [
                cell is null ? "The cell becomes read-only at once, and pool a is drained." : $"The cell becomes read-only for its {Texts.Count(cell.Tenants, "tenant", "tenants")} at once, and pool a is drained.",
                cell is null ? "Half of its destinations serve until the switch." : $"{left} of {Texts.Count(cell.Destinations.Count, "destination", "destinations")} serve until the switch: {(cell.Destinations.Count == 0 ? 0 : left * 100 / cell.Destinations.Count)} % of its capacity.",
                "Up to the switch it can be rolled back; after it, not."],
            Inputs = [new ActionInput("cell", "Cell") { Value = id ?? "", IsRequired = true }, new ActionInput("plan", "Plan") { Value = fields.Text("plan") ?? "default", Hint = plans.Count == 0 ? null : $"There are: {string.Join(", ", plans)}." }, ActionInput.Reason],
            IsDanger = true,
        };
    }

    public ApiOrder OrderOf(ActionFields fields) => ApiOrder.Post("/api/v1/upgrades", new { cell = fields["cell"], plan = fields.Text("plan"), reason = fields.Reason });

    public ActionWord Say(ActionFields fields, ApiAnswer answer) =>
        answer.IsGood ? new ActionWord(true, $"The upgrade of cell {fields["cell"]} has begun", "It stands in the list.") : ActionWord.Refused(answer);
}
