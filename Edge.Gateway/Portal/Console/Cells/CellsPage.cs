using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Cells;

/// <summary><c>/console/cells</c>, the map, and <c>/console/cells/ID</c>.</summary>
internal sealed class CellsPage : ListPage
{
    public override string Name => "cells";

    public override string Text => "Cells";

    public override string Permission => AdminPermissions.CellsRead;

    /// <summary>Path of a cell's page.</summary>
    public static string PathOf(string id) => PathOf("cells", id);

    protected override async Task<ConsoleView> ListAsync(ConsoleVisit visit)
    {
        ApiAnswer answer = await visit.GetAsync("/api/v1/cells");
        return answer.Read<CellsModel>() is { } cells
            ? ConsoleView.Of<CellsView>(Text, (nameof(CellsView.Cells), cells.Cells)) with { IsLive = true }
            : ConsoleView.Refused(Text, answer);
    }

    protected override Task<ConsoleView> ShowAsync(ConsoleVisit visit, string id, ApiAnswer answer) => Task.FromResult(
        answer.Read<CellModel>() is { } cell
            ? ConsoleView.Of<CellView>($"Cell {id}", (nameof(CellView.Cell), cell), (nameof(CellView.MayManage), visit.May(AdminPermissions.CellsManage, AdminResource.Cell(id))),
                (nameof(CellView.MayUpgrade), visit.May(AdminPermissions.UpgradesManage, AdminResource.Cell(id)))) with { IsLive = true }
            : ConsoleView.Refused($"Cell {id}", answer));
}
