using Edge.Gateway.Cells.Upgrades.Phases;
using Edge.Gateway.Cells.Upgrades.Plans;
using Edge.Gateway.Config;
using Edge.Gateway.Http;

namespace Edge.Gateway.Cells.Upgrades;

internal static class UpgradesExtensions
{
    public static IServiceCollection AddEdgeUpgrades(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, UpgradePlansCompiler>();
        services.AddSingleton<IUpgradePhase, SettlePhase>();
        services.AddSingleton<IUpgradePhase, EmptyPhase>();
        services.AddSingleton<IUpgradePhase, HookPhase>();
        services.AddSingleton<IUpgradePhase, TestsPhase>();
        services.AddSingleton<IUpgradePhase, GatePhase>();
        services.AddSingleton<IUpgradeCaller, HttpUpgradeCaller>();
        services.AddSingleton<CellErrors>();
        services.AddSingleton<IRequestObserver>(static provider => provider.GetRequiredService<CellErrors>());
        services.AddSingleton<IUpgradeLease, FleetUpgradeLease>();
        services.AddSingleton<IUpgradeFleet, RedisUpgradeFleet>();
        services.AddSingleton<UpgradeSights>();
        services.AddSingleton<UpgradeMetrics>();
        services.AddSingleton<UpgradeDriver>();
        services.AddHostedService(static provider => provider.GetRequiredService<UpgradeDriver>());
        services.AddSingleton<UpgradeService>();
        return services;
    }
}
