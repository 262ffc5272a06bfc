using System.Net;
using Edge.Gateway.Config;
using Edge.Gateway.Listeners;
using Edge.Gateway.Tls;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Ops;

/// <summary>The ops listener: a server of its own, so that it answers before the first and after the last client request.</summary>
internal sealed class OpsServer(
    SnapshotStore snapshots, IEnumerable<IOpsEndpoints> endpoints, OpsPipeline pipeline, ILoggerFactory loggers, IServiceProvider services) : IHostedService, IAsyncDisposable
{
    /// <summary>Largest body of an ops request, in bytes.</summary>
    public const long MaxRequestBodyBytes = 1024 * 1024;

    /// <summary>Most connections at once.</summary>
    public const long MaxConnections = 200;

    /// <summary>Time that ops requests in flight have at the end.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);

    private WebApplication? _app;

    /// <summary>Where it listens; useful when the configured port is 0.</summary>
    public IPEndPoint? EndPoint { get; private set; }

    /// <summary>The same, with the scheme.</summary>
    public Uri? Url { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ListenSettings settings = snapshots.Current.Get<ListenSettings>();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        builder.Logging.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MaxRequestBodyBytes;
            options.Limits.MaxConcurrentConnections = MaxConnections;
            options.Listen(settings.Ops, listen =>
            {
                if (settings.OpsTls)
                {
                    listen.UseEdgeHttps(services, services.GetService<IClientCertificates>());
                }
            });
        });
        _app = builder.Build();
        _app.UseRouting();
        foreach (IOpsEndpoints feature in endpoints)
        {
            feature.Map(_app);
        }

        _app.UseEndpoints(static _ => { });
        pipeline.Set(((IApplicationBuilder)_app).Build());

        await _app.StartAsync(cancellationToken);
        string address = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        EndPoint = new IPEndPoint(settings.Ops.Address, new Uri(address).Port);
        Url = new Uri($"{(settings.OpsTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{EndPoint}");
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is not null)
        {
            using var deadline = new CancellationTokenSource(StopTimeout); // Its own: the host's may have passed while clients were waited for.
            await _app.StopAsync(deadline.Token);
        }
    }

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    // The process's signals belong to the main host.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
