using Edge.Gateway.Admin.Authentication;
using Edge.Gateway.Admin.Grants;
using Edge.Gateway.Config;
using Edge.Gateway.Ops;
using Edge.Gateway.Tls;

namespace Edge.Gateway.Admin;

internal static class AdminExtensions
{
    public static IServiceCollection AddEdgeAdmin(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, AdminCompiler>();
        services.AddSingleton<AdminMetrics>();
        services.AddSingleton<AdminAudit>();
        services.AddSingleton<FailedAttempts>();
        services.AddSingleton<TokenUse>();
        services.AddSingleton<IClientCertificates, ClientCertificates>();
        services.AddSingleton<AccessGrants>();
        services.AddHostedService<AccessSweeper>();
        services.AddHostedService<TokenExpiryWatch>();
        services.AddSingleton<AdminAuthenticator>();
        services.AddSingleton<AdminGate>();
        services.AddSingleton<LimitChanges>();
        services.AddSingleton<IOpsEndpoints, ConfigEndpoints>();
        services.AddSingleton<IOpsEndpoints, CellsEndpoints>();
        services.AddSingleton<IOpsEndpoints, CellControlEndpoints>();
        services.AddSingleton<IOpsEndpoints, FleetEndpoints>();
        services.AddSingleton<IOpsEndpoints, TenantsEndpoints>();
        services.AddSingleton<IOpsEndpoints, WafEndpoints>();
        services.AddSingleton<IOpsEndpoints, WafExclusionsEndpoints>();
        services.AddSingleton<IOpsEndpoints, TlsEndpoints>();
        services.AddSingleton<IOpsEndpoints, DisasterRecoveryEndpoints>();
        services.AddSingleton<IOpsEndpoints, DecisionsEndpoints>();
        services.AddSingleton<IOpsEndpoints, UpgradesEndpoints>();
        services.AddSingleton<IOpsEndpoints, LogsEndpoints>();
        services.AddSingleton<IOpsEndpoints, RateLimitsEndpoints>();
        services.AddSingleton<IOpsEndpoints, BansEndpoints>();
        services.AddSingleton<IOpsEndpoints, AccessEndpoints>();
        services.AddSingleton<IOpsEndpoints, TokensEndpoints>();
        services.AddSingleton<IOpsEndpoints, IncidentsEndpoints>();
        services.AddSingleton<IOpsEndpoints, ProbeReportsEndpoints>();
        return services;
    }
}
