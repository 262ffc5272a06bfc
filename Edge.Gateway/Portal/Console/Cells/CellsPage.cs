using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Cells;

/// <summary><c>/console/cells</c>, the map, and <c>/console/cells/ID</c>.</summary>
internal sealed class CellsPage : IConsolePage
{
    public string Name => "cells";

    public string Text => "Cells";

    public string Permission => AdminPermissions.CellsRead;

    public bool HasPagesBelow => true;

    public Task<ConsoleView?> LoadAsync(ConsoleVisit visit) => visit.Rest switch
    {
        [] => MapAsync(visit),
        [var id] => CellAsync(visit, id),
        _ => Task.FromResult<ConsoleView?>(null),
    };

    /// <summary>Path of a cell's page.</summary>
    public static string PathOf(string id) => $"{ConsoleSite.Base}cells/{Uri.EscapeDataString(id)}";

    private async Task<ConsoleView?> MapAsync(ConsoleVisit visit)
    {
        ApiAnswer answer = await visit.GetAsync("/api/v1/cells");
        return answer.Read<CellsModel>() is { } cells
            ? ConsoleView.Of<CellsView>(Text, (nameof(CellsView.Cells), cells.Cells)) with { IsLive = true }
            : ConsoleView.Refused(Text, answer);
    }

    private async Task<ConsoleView?> CellAsync(ConsoleVisit visit, string id)
    {
        ApiAnswer answer = await visit.GetAsync($"/api/v1/cells/{Uri.EscapeDataString(id)}");
        if (answer.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }

        ConsoleView view = answer.Read<CellModel>() is { } cell
            ? ConsoleView.Of<CellView>($"Cell {id}", (nameof(CellView.Cell), cell), (nameof(CellView.MayManage), visit.May(AdminPermissions.CellsManage, AdminResource.Cell(id))),
                (nameof(CellView.MayUpgrade), visit.May(AdminPermissions.UpgradesManage, AdminResource.Cell(id)))) with { IsLive = true }
            : ConsoleView.Refused($"Cell {id}", answer);
        return view with { Above = new Design.PageLink(Text, ConsoleSite.Base + Name) };
    }
}
