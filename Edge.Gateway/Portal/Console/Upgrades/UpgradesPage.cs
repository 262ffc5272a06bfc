using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Upgrades;

/// <summary><c>/console/upgrades</c> and <c>/console/upgrades/ID</c>.</summary>
internal sealed class UpgradesPage : IConsolePage
{
    public string Name => "upgrades";

    public string Text => "Upgrades";

    public string Permission => AdminPermissions.UpgradesRead;

    public bool HasPagesBelow => true;

    public Task<ConsoleView?> LoadAsync(ConsoleVisit visit) => visit.Rest switch
    {
        [] => ListAsync(visit),
        [var id] => ShowAsync(visit, id),
        _ => Task.FromResult<ConsoleView?>(null),
    };

    /// <summary>Path of an upgrade's page.</summary>
    public static string PathOf(string id) => $"{ConsoleSite.Base}upgrades/{Uri.EscapeDataString(id)}";

    private async Task<ConsoleView?> ListAsync(ConsoleVisit visit)
    {
        ApiAnswer answer = await visit.GetAsync("/api/v1/upgrades");
        return answer.Read<UpgradesModel>() is { } model
            ? ConsoleView.Of<UpgradesView>(Text, (nameof(UpgradesView.Upgrades), model.Upgrades), (nameof(UpgradesView.MayStart), visit.MaySome(AdminPermissions.UpgradesManage))) with { IsLive = true }
            : ConsoleView.Refused(Text, answer);
    }

    private async Task<ConsoleView?> ShowAsync(ConsoleVisit visit, string id)
    {
        ApiAnswer answer = await visit.GetAsync($"/api/v1/upgrades/{Uri.EscapeDataString(id)}");
        if (answer.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }

        ConsoleView view = answer.Read<UpgradeModel>() is { } upgrade
            ? ConsoleView.Of<UpgradeView>(
                $"Upgrade of {upgrade.Cell}",
                (nameof(UpgradeView.Upgrade), upgrade),
                (nameof(UpgradeView.MayApprove), visit.May(AdminPermissions.UpgradesApprove, AdminResource.Cell(upgrade.Cell))),
                (nameof(UpgradeView.MayManage), visit.May(AdminPermissions.UpgradesManage, AdminResource.Cell(upgrade.Cell)))) with { IsLive = true }
            : ConsoleView.Refused(Text, answer);
        return view with { Above = new Design.PageLink(Text, ConsoleSite.Base + Name) };
    }
}
