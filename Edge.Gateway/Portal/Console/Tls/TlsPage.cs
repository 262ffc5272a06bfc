using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Tls;

/// <summary><c>/console/tls</c>: which versions and ciphers clients use, and who still offers less than is accepted.</summary>
internal sealed class TlsPage : IConsolePage
{
    /// <summary>Tenants that are shown.</summary>
    public const int Rows = 100;

    public string Name => "tls";

    public string Text => "TLS";

    public string Permission => AdminPermissions.TenantsRead;

    public async Task<ConsoleView?> LoadAsync(ConsoleVisit visit)
    {
        ApiAnswer answer = await visit.GetAsync($"/api/v1/tls?limit={Rows}");
        return answer.Read<TlsModel>() is { } model ? ConsoleView.Of<TlsView>(Text, (nameof(TlsView.Model), model)) : ConsoleView.Refused(Text, answer);
    }
}
