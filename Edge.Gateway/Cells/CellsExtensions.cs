using Edge.Gateway.Cells.Capacity;
using Edge.Gateway.Cells.Control;
using Edge.Gateway.Cells.DisasterRecovery;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Cells.Health;
using Edge.Gateway.Cells.Placement;
using Edge.Gateway.Cells.ReadOnly;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Cells.Tunnels;
using Edge.Gateway.Cells.Upgrades;
using Edge.Gateway.Config;
using Edge.Gateway.Http;
using Edge.Gateway.Ops;
using Edge.Gateway.Redis;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;

namespace Edge.Gateway.Cells;

internal static class CellsExtensions
{
    /// <summary>Longest time to connect to a destination; after that another is tried.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Idle connections to a destination are closed after this time: shorter than the keep-alive of common origins (nginx: 75 s), so that no request meets a connection that is just being closed.</summary>
    public static readonly TimeSpan IdleConnectionTimeout = TimeSpan.FromSeconds(50);

    public static IServiceCollection AddEdgeCells(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, CellsCompiler>();
        services.AddSingleton<ISnapshotCompiler, AccessRoutesCompiler>();
        services.AddSingleton<IResponseHeaderWriter, ReadOnlyHeader>();
        services.AddSingleton<CellDirector>();
        services.AddSingleton<WriteGate>();
        services.AddSingleton<ControlTurn>();
        services.AddSingleton<ControlJournal>();
        services.AddSingleton<CellControl>();
        services.AddSingleton<RecoveryNotices>();
        services.AddSingleton<ISnapshotObserver>(static provider => provider.GetRequiredService<RecoveryNotices>()); // After the state, which it reads.
        services.AddHostedService(static provider => provider.GetRequiredService<RecoveryNotices>());
        services.AddSingleton<RecoveryService>();
        services.AddSingleton<StandingDecisions>();
        services.AddSingleton<PlacementMetrics>();
        services.AddSingleton<ShuffleShards>();
        services.AddSingleton<DestinationScope>();
        services.AddSingleton<WriterWatch>();
        services.AddSingleton<TunnelRegistry>();
        services.AddSingleton<TunnelWatch>();
        services.AddHostedService<ControlWatch>();
        services.AddSingleton<IFailoverQuorum>(static provider => new FleetQuorum(
            provider.GetRequiredService<SnapshotStore>(), provider.GetRequiredService<RedisConnection>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<FleetQuorum>>()));
        services.AddHostedService<AutoFailover>();
        services.AddEdgeUpgrades();
        services.AddSingleton<CellProxyConfigProvider>();
        services.AddSingleton<ISnapshotObserver>(static provider => provider.GetRequiredService<CellProxyConfigProvider>());
        services.AddSingleton<IProxyConfigProvider>(static provider => provider.GetRequiredService<CellProxyConfigProvider>());
        services.AddSingleton<IConfigChangeListener>(static provider => provider.GetRequiredService<CellProxyConfigProvider>());
        services.AddSingleton(static provider => new Lazy<IProxyStateLookup>(provider.GetRequiredService<IProxyStateLookup>)); // YARP asks for the provider while it is built itself.
        services.AddSingleton<LiveCells>();
        services.AddSingleton<ISnapshotObserver>(static provider => provider.GetRequiredService<LiveCells>()); // After YARP's configuration, which it shows its tables to.
        services.AddSingleton<CellWatch>();
        services.AddSingleton<DestinationHealthLog>();
        services.AddSingleton<CellMetrics>();
        services.AddSingleton(Random.Shared);
        services.AddSingleton<LeastInFlightPolicy>();
        services.AddSingleton<IDestinationPolicy>(static provider => provider.GetRequiredService<LeastInFlightPolicy>());
        services.AddSingleton<IDestinationPolicy, PeakEwmaPolicy>();
        services.AddSingleton<IDestinationPolicy, ConsistentHashPolicy>();
        services.AddSingleton<IDestinationProbe, HttpDestinationProbe>();
        services.AddSingleton<CellMonitor>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<CellMonitor>());
        services.AddSingleton<IReadinessCondition>(static provider => provider.GetRequiredService<CellMonitor>());
        services.AddSingleton<CellCapacity>();
        services.AddSingleton<ICellCapacity>(static provider => provider.GetRequiredService<CellCapacity>());
        services.AddSingleton<IRequestObserver>(static provider => provider.GetRequiredService<CellCapacity>());
        services.AddSingleton<IRequestObserver, CustomerAnswersObserver>();
        services.AddReverseProxy()
            .ConfigureHttpClient(static (_, handler) =>
            {
                handler.ConnectTimeout = ConnectTimeout;
                handler.PooledConnectionIdleTimeout = IdleConnectionTimeout;
                handler.ActivityHeadersPropagator = null; // The trace context is the gateway's own, see OriginRequestTransform.
            })
            .AddTransforms(static context =>
            {
                context.UseDefaultForwarders = false;
                context.RequestTransforms.Add(new OriginRequestTransform());
            });
        return services;
    }

    public static void MapEdgeCells(this WebApplication app)
    {
        app.UseMiddleware<OneRouteMiddleware>();
        app.UseRouting();
        app.MapReverseProxy(MapSteps);
    }

    private static void MapSteps(IReverseProxyApplicationBuilder proxy)
    {
        proxy.UseMiddleware<CellAssignmentMiddleware>(); // Tenant to cell; writes to a read-only one end here.
        proxy.UseMiddleware<CellRoutingMiddleware>(); // Cell to cluster; nothing before this has a destination.
        proxy.UseMiddleware<TunnelMiddleware>(); // Knows who is connected for long, to let go of drained destinations.
        proxy.UseMiddleware<ForwardingMiddleware>(); // Choice, tries and judgement; it sends by itself, and nothing comes after it.
    }
}
