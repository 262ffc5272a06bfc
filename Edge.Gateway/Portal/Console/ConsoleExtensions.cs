using Edge.Gateway.Ops;
using Edge.Gateway.Portal.Console.Bans;
using Edge.Gateway.Portal.Console.Cells;
using Edge.Gateway.Portal.Console.Configuration;
using Edge.Gateway.Portal.Console.Fleet;
using Edge.Gateway.Portal.Console.Incidents;
using Edge.Gateway.Portal.Console.Log;
using Edge.Gateway.Portal.Console.Recovery;
using Edge.Gateway.Portal.Console.Rules;
using Edge.Gateway.Portal.Console.Tenants;
using Edge.Gateway.Portal.Console.Tls;
using Edge.Gateway.Portal.Console.Upgrades;

namespace Edge.Gateway.Portal.Console;

internal static class ConsoleExtensions
{
    public static IServiceCollection AddEdgeConsole(this IServiceCollection services)
    {
        services.AddSingleton<ConsoleApi>();
        services.AddSingleton<ActionWords>();
        services.AddSingleton<ConsoleActions>();
        services.AddSingleton<IOpsEndpoints, ConsoleEndpoints>();

        // In the order of the navigation.
        services.AddSingleton<IConsolePage, FleetPage>();
        services.AddSingleton<IConsolePage, CellsPage>();
        services.AddSingleton<IConsolePage, TenantsPage>();
        services.AddSingleton<IConsolePage, RecoveryPage>();
        services.AddSingleton<IConsolePage, UpgradesPage>();
        services.AddSingleton<IConsolePage, IncidentsPage>();
        services.AddSingleton<IConsolePage, RulesPage>();
        services.AddSingleton<IConsolePage, BansPage>();
        services.AddSingleton<IConsolePage, TlsPage>();
        services.AddSingleton<IConsolePage, LogPage>();
        services.AddSingleton<IConsolePage, ConfigurationPage>();

        services.AddSingleton<IConsoleAction, DecisionRemoveAction>();
        services.AddSingleton<IConsoleAction, WeightAction>();
        services.AddSingleton<IConsoleAction, ModeAction>();
        services.AddSingleton<IConsoleAction, FailoverAction>();
        services.AddSingleton<IConsoleAction, FailbackAction>();
        services.AddSingleton<IConsoleAction, UpgradeStartAction>();
        services.AddSingleton<IConsoleAction, UpgradeApproveAction>();
        services.AddSingleton<IConsoleAction, UpgradeAbortAction>();
        services.AddSingleton<IConsoleAction, IncidentOpenAction>();
        services.AddSingleton<IConsoleAction, IncidentUpdateAction>();
        services.AddSingleton<IConsoleAction, IncidentResolveAction>();
        services.AddSingleton<IConsoleAction, BanAddAction>();
        services.AddSingleton<IConsoleAction, BanRemoveAction>();
        services.AddSingleton<IConsoleAction, ExclusionAddAction>();
        services.AddSingleton<IConsoleAction, ExclusionRemoveAction>();
        services.AddSingleton<IConsoleAction, ReloadAction>();
        return services;
    }
}
