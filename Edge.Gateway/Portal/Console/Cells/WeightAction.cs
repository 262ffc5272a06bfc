using System.Globalization;
using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Cells;

/// <summary>Takes a cell, a pool, a zone or a destination out, wholly or in part, and puts it back.</summary>
internal sealed class WeightAction : IConsoleAction
{
    private static readonly string[] Kinds = ["destinations", "pools", "zones"];

    public string Name => "weight";

    public async Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields)
    {
        string id = fields["cell"];
        bool isDrain = fields["step"] == "drain";
        if (id.Length == 0 || fields["step"] is not ("drain" or "undrain") || (fields.Text("kind") is { } kind && !Kinds.Contains(kind)))
        {
            return null;
        }

        CellModel? cell = await visit.TryGetAsync<CellModel>(AdminPermissions.CellsRead, $"/api/v1/cells/{fields.Part("cell")}", AdminResource.Cell(id));
        return new ActionQuestion(
            $"{(isDrain ? "Drain" : "Put back")} {What(fields)}", isDrain ? "Drain" : "Put back", AdminPermissions.CellsManage, AdminResource.Cell(id), CellsPage.PathOf(id))
        {
            Consequence = cell is null ? ["Its numbers are not yours to see."] : fields.Text("kind") is null ? OfCell(cell, isDrain, await visit.TryGetAsync<CellsModel>(AdminPermissions.CellsRead, "/api/v1/cells")) : OfPart(cell, fields, isDrain),
            Kept = fields.Keep("cell", "kind", "part", "step"),
            Inputs = [ActionInput.Percent(fields.Text("kind") is null ? "Percent of its tenants that it keeps" : "Percent of its usual requests", isDrain ? "0" : "100"), ActionInput.Reason, ActionInput.Force],
            IsDanger = isDrain,
        };
    }

    public ApiOrder OrderOf(ActionFields fields)
    {
        string part = fields.Text("kind") is null ? "" : $"{fields.Part("kind")}/{fields.Part("part")}/";
        int? percent = int.TryParse(fields["weightPercent"], NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
        return ApiOrder.Post(
            $"/api/v1/cells/{fields.Part("cell")}/{part}{(fields["step"] == "drain" ? "drain" : "undrain")}",
            new { weightPercent = percent, force = fields.IsTicked("force"), reason = fields.Reason });
    }

    public ActionWord Say(ActionFields fields, ApiAnswer answer) => !answer.IsGood ? ActionWord.Refused(answer)
        : new ActionWord(true, $"{char.ToUpperInvariant(What(fields)[0])}{What(fields)[1..]} is at {fields["weightPercent"]} %", Changed(answer));

    /// <summary>Whether an order changed anything.</summary>
    public static string Changed(ApiAnswer answer) => (bool?)answer.Json?["changed"] == false ? "It was so already." : "An event tells of it.";

    private static string What(ActionFields fields) => fields.Text("kind") is { } kind ? $"{kind[..^1]} {fields["part"]} of cell {fields["cell"]}" : $"cell {fields["cell"]}";

    private static string[] OfCell(CellModel cell, bool isDrain, CellsModel? all) => isDrain
        ? [$"{Texts.Count(cell.Tenants, "tenant is", "tenants are")} at home here. Those that it does not keep go to their DR cells and are read-only there. Those without a DR cell get 503.",
            Remaining(cell, all?.Cells ?? []),
            "Requests under way end as usual. WebSockets may stay for the cell's drainDeadline."]
        : [$"{Texts.Count(cell.Tenants, "tenant is", "tenants are")} at home here. Those that it keeps again are served by it at once, and may write again."];

    private static string Remaining(CellModel cell, IReadOnlyList<CellModel> all)
    {
        double others = all.Where(other => other.Id != cell.Id).Sum(static other => other.CapacityPerSecond);
        return all.Count < 2 ? "There is no other cell that you may see."
            : $"The other {Texts.Count(all.Count - 1, "cell bears", "cells bear")} {Texts.Number(others)} requests/s together: {Math.Round(others * 100 / Math.Max(1, others + cell.CapacityPerSecond))} % of the capacity remains.";
    }

    private static string[] OfPart(CellModel cell, ActionFields fields, bool isDrain)
    {
        DestinationModel[] meant = [.. cell.Destinations.Where(destination => (fields["kind"] switch { "pools" => destination.Pool, "zones" => destination.Zone, _ => destination.Id }) == fields["part"])];
        int left = cell.Destinations.Count(destination => destination.Available && !meant.Contains(destination));
        int percent = cell.Destinations.Count == 0 ? 0 : left * 100 / cell.Destinations.Count;
        return isDrain
            ? [$"It concerns {Texts.Count(meant.Length, "destination", "destinations")}, with {Texts.Count(meant.Sum(static destination => destination.InFlight), "request", "requests")} in flight on this node, which end as usual.",
                $"{Texts.Count(left, "other destination", "other destinations")} of {cell.Destinations.Count} can take requests then: {percent} % of the cell's capacity, for {Texts.Count(cell.Tenants, "tenant", "tenants")}."]
            : [$"{Texts.Count(meant.Length, "destination takes", "destinations take")} requests again, as soon as {(meant.Length == 1 ? "it is" : "they are")} healthy."];
    }
}
