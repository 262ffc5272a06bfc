using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Cells;

/// <summary>Read-only mode of the fleet, a cell or a tenant, and its end.</summary>
internal sealed class ModeAction : IConsoleAction
{
    public string Name => "mode";

    public async Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields)
    {
        bool isReadOnly = fields["mode"] == "read-only";
        string id = fields["id"];
        if (fields["mode"] is not ("read-only" or "read-write"))
        {
            return null;
        }

        (AdminResource Resource, string Back, string Who)? scope = fields["of"] switch
        {
            "fleet" => (AdminResource.Everything, ConsoleSite.Base, "every tenant of every cell"),
            "cells" => (AdminResource.Cell(id), CellsPage.PathOf(id), await TenantsOfAsync(visit, fields)),
            "tenants" => (AdminResource.Tenant(id), $"{ConsoleSite.Base}tenants/{Uri.EscapeDataString(id)}", $"tenant {id}"),
            _ => null,
        };
        return scope is not { } of ? null : new ActionQuestion($"{(isReadOnly ? "Make" : "End read-only mode of")} {What(fields)}{(isReadOnly ? " read-only" : "")}", isReadOnly ? "Make it read-only" : "End read-only mode", AdminPermissions.CellsManage, of.Resource, of.Back)
        {
            Consequence = isReadOnly
                ? [$"Writes of {of.Who} get 503 from now on. Sign-ins, token requests and reads go on."]
                : [$"Writes of {of.Who} are taken again, unless something else keeps them read-only."],
            Kept = fields.Keep("of", "id", "mode"),
            Inputs = [ActionInput.Reason, ActionInput.Force],
            IsDanger = isReadOnly,
        };
    }

    public ApiOrder OrderOf(ActionFields fields)
    {
        string of = fields["of"] is "cells" or "tenants" ? $"{fields["of"]}/{fields.Part("id")}" : "fleet";
        return ApiOrder.Post($"/api/v1/{of}/{(fields["mode"] == "read-only" ? "read-only" : "read-write")}", new { force = fields.IsTicked("force"), reason = fields.Reason });
    }

    public ActionWord Say(ActionFields fields, ApiAnswer answer) => !answer.IsGood ? ActionWord.Refused(answer)
        : new ActionWord(true, $"Mode of {What(fields)}: {fields["mode"]}", WeightAction.Changed(answer));

    private static string What(ActionFields fields) => fields["of"] switch
    {
        "cells" => $"cell {fields["id"]}",
        "tenants" => $"tenant {fields["id"]}",
        _ => "the fleet",
    };

    private static async Task<string> TenantsOfAsync(ConsoleVisit visit, ActionFields fields) =>
        await visit.TryGetAsync<CellModel>(AdminPermissions.CellsRead, $"/api/v1/cells/{fields.Part("id")}", AdminResource.Cell(fields["id"])) is { } cell ? Texts.Count(cell.Tenants, "tenant", "tenants") : "its tenants";
}
