using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Configuration;

/// <summary><c>/console/configuration</c>: what is in force, secrets masked, and what was wrong with the last reload.</summary>
internal sealed class ConfigurationPage : IConsolePage
{
    public string Name => "configuration";

    public string Text => "Configuration";

    public string Permission => AdminPermissions.ConfigRead;

    public AdminResource? Resource => AdminResource.Everything;

    public async Task<ConsoleView?> LoadAsync(ConsoleVisit visit)
    {
        ApiAnswer answer = await visit.GetAsync("/api/v1/config");
        return answer.Read<ConfigurationModel>() is { } model
            ? ConsoleView.Of<ConfigurationView>(Text, (nameof(ConfigurationView.Model), model), (nameof(ConfigurationView.MayReload), visit.May(AdminPermissions.ConfigManage, AdminResource.Everything)))
            : ConsoleView.Refused(Text, answer);
    }
}
