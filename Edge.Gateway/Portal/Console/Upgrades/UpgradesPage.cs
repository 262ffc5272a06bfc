using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Upgrades;

/// <summary><c>/console/upgrades</c> and <c>/console/upgrades/ID</c>.</summary>
internal sealed class UpgradesPage : ListPage
{
    public override string Name => "upgrades";

    public override string Text => "Upgrades";

    public override string Permission => AdminPermissions.UpgradesRead;

    /// <summary>Path of an upgrade's page.</summary>
    public static string PathOf(string id) => PathOf("upgrades", id);

    protected override async Task<ConsoleView> ListAsync(ConsoleVisit visit)
    {
        ApiAnswer answer = await visit.GetAsync("/api/v1/upgrades");
        return answer.Read<UpgradesModel>() is { } model
            ? ConsoleView.Of<UpgradesView>(Text, (nameof(UpgradesView.Upgrades), model.Upgrades), (nameof(UpgradesView.MayStart), visit.MaySome(AdminPermissions.UpgradesManage))) with { IsLive = true }
            : ConsoleView.Refused(Text, answer);
    }

    protected override Task<ConsoleView> ShowAsync(ConsoleVisit visit, string id, ApiAnswer answer) => Task.FromResult(
        answer.Read<UpgradeModel>() is { } upgrade
            ? ConsoleView.Of<UpgradeView>(
                $"Upgrade of {upgrade.Cell}",
                (nameof(UpgradeView.Upgrade), upgrade),
                (nameof(UpgradeView.MayApprove), visit.May(AdminPermissions.UpgradesApprove, AdminResource.Cell(upgrade.Cell))),
                (nameof(UpgradeView.MayManage), visit.May(AdminPermissions.UpgradesManage, AdminResource.Cell(upgrade.Cell)))) with { IsLive = true }
            : ConsoleView.Refused(Text, answer));
}
