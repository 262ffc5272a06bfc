using Edge.Gateway.Admin;
using Edge.Gateway.Portal.Console.Cells;

namespace Edge.Gateway.Portal.Console.Fleet;

/// <summary><c>/console/</c>: the nodes, and what is out of the ordinary.</summary>
internal sealed class FleetPage : IConsolePage
{
    public string Name => "";

    public string Text => "Fleet";

    public string Permission => AdminPermissions.CellsRead;

    public async Task<ConsoleView?> LoadAsync(ConsoleVisit visit)
    {
        ApiAnswer answer = await visit.GetAsync("/api/v1/fleet");
        CellsModel? cells = await visit.TryGetAsync<CellsModel>(AdminPermissions.CellsRead, "/api/v1/cells");
        return answer.Read<FleetModel>() is { } fleet
            ? ConsoleView.Of<FleetView>(Text, (nameof(FleetView.Model), fleet), (nameof(FleetView.Cells), cells?.Cells ?? []), (nameof(FleetView.Decisions), await visit.TryGetAsync<DecisionsModel>(AdminPermissions.CellsRead, $"/api/v1/decisions?limit={FleetView.MaxDecisions}")),
                (nameof(FleetView.MayTakeBack), (Func<DecisionModel, bool>)(decision => DecisionRemoveAction.May(visit, decision))), (nameof(FleetView.MayManage), visit.May(AdminPermissions.CellsManage, AdminResource.Everything)),
                (nameof(FleetView.MaySeeConfiguration), visit.May(AdminPermissions.ConfigRead, AdminResource.Everything))) with { IsLive = true }
            : ConsoleView.Refused(Text, answer);
    }
}
