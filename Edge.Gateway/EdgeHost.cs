using Edge.Gateway.Access;
using Edge.Gateway.Admin;
using Edge.Gateway.Cells;
using Edge.Gateway.Config;
using Edge.Gateway.Connections;
using Edge.Gateway.Demo;
using Edge.Gateway.Events;
using Edge.Gateway.Http;
using Edge.Gateway.Journeys;
using Edge.Gateway.Listeners;
using Edge.Gateway.Notifications;
using Edge.Gateway.Observability;
using Edge.Gateway.Ops;
using Edge.Gateway.Portal;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.Redis;
using Edge.Gateway.State;
using Edge.Gateway.Status;
using Edge.Gateway.Tenants;
using Edge.Gateway.Tls;
using Edge.Gateway.Waf;
using Microsoft.Extensions.Logging.Console;

namespace Edge.Gateway;

/// <summary>Puts the gateway's parts together; each feature registers itself.</summary>
internal static class EdgeHost
{
    /// <summary>Builds the gateway without loading a configuration or listening.</summary>
    /// <param name="configure">Replaces services in tests.</param>
    public static WebApplication Build(Action<WebApplicationBuilder>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        AddLogging(builder.Logging);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        IServiceCollection services = builder.Services;
        services.AddRouting();
        services.AddMetrics();

        // The floor, then features; snapshot compilers run in this order.
        services.AddEdgeConfig();
        services.AddEdgeEvents();
        services.AddEdgeObservability();
        services.AddEdgeOps();
        services.AddEdgeConnections();
        services.AddEdgeListeners();
        services.AddEdgeHttp();
        services.AddEdgeTls();
        services.AddEdgeRedis();
        services.AddEdgeState();
        services.AddEdgeNotifications();
        services.AddEdgeTenants();
        services.AddEdgeAccess();
        services.AddEdgeRateLimiting();
        services.AddEdgeWaf();
        services.AddEdgeCells();
        services.AddEdgeJourneys();
        services.AddEdgeStatus();
        services.AddEdgeDemo();
        services.AddEdgeAdmin();
        services.AddEdgePortal();
        configure?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>Puts the first configuration in force and starts serving.</summary>
    /// <param name="app">From <see cref="Build"/>.</param>
    /// <param name="result">A load without errors.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task StartAsync(WebApplication app, SnapshotLoadResult result, CancellationToken cancellationToken)
    {
        await app.Services.GetRequiredService<ConfigReloader>().StartAsync(result, cancellationToken);
        app.Services.GetRequiredService<ListenersSetup>().Apply();
        await app.Services.GetRequiredService<DemoService>().StartAsync(cancellationToken);
        EdgePipeline.Use(app);
        await app.StartAsync(cancellationToken);
    }

    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(static options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            options.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(static options =>
        {
            options.LogToStandardErrorThreshold = LogLevel.Trace; // Stdout belongs to the access log.
            options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite; // A reader that stops reading must not stop the traffic.
        });
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None); // An activity and a scope per request; the access log has its content.
        logging.AddFilter("Yarp", LogLevel.Error); // A warning with a stack per failed request; the gateway says it in its own words, once per change.
    }
}
