using System.Net;
using System.Net.Sockets;
using Edge.Gateway.Config;
using Edge.Gateway.Http;
using Edge.Gateway.Listeners;
using Edge.Gateway.Portal.Design;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Edge.Gateway.Portal.StatusPage;

/// <summary>The public status listener: a server of its own with little limits, which answers from memory.</summary>
/// <remarks>What goes wrong here is logged and goes no further: a status page takes no gateway down.</remarks>
internal sealed partial class StatusServer(SnapshotStore snapshots, StatusSite site, LedgerDownload ledger, PortalPages pages, TimeProvider time, ILoggerFactory loggers, ILogger<StatusServer> logger) : BackgroundService
{
    /// <summary>Nothing but the stylesheet and the icon; no script, form or frame.</summary>
    public const string ContentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Time between two looks for something new to draw.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly StatusGuard _guard = new(time);
    private WebApplication? _app;

    /// <summary>Where it listens; null when it does not.</summary>
    public Uri? Url { get; private set; }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        IPEndPoint endPoint = snapshots.Current.Get<ListenSettings>().Status;
        await DrawAsync();
        WebApplication app = Build(endPoint);
        try
        {
            await app.StartAsync(cancellationToken);
            string address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
            Url = new Uri($"http://{new IPEndPoint(endPoint.Address, new Uri(address).Port)}");
            _app = app;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            LogNotServed(endPoint.ToString(), exception.GetBaseException().Message);
            await app.DisposeAsync();
        }

        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_app is not null)
        {
            await _app.StopAsync(cancellationToken);
            await _app.DisposeAsync();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await DrawAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private async Task DrawAsync()
    {
        try
        {
            await site.StepAsync();
        }
        catch (Exception exception)
        {
            LogNotDrawn(exception); // A bug; the last good pages stay.
        }
    }

    private WebApplication Build(IPEndPoint endPoint)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            KestrelServerLimits limits = options.Limits;
            limits.MaxConcurrentConnections = StatusLimits.MaxConnections;
            limits.MaxRequestBodySize = 0;
            limits.MaxRequestLineSize = StatusLimits.MaxRequestLineBytes;
            limits.MaxRequestHeadersTotalSize = StatusLimits.MaxHeadersBytes;
            limits.MaxRequestHeaderCount = StatusLimits.MaxHeaders;
            limits.RequestHeadersTimeout = StatusLimits.HeadersTimeout;
            limits.KeepAliveTimeout = StatusLimits.KeepAliveTimeout;
            options.Listen(endPoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(ShareConnections);
            });
        });
        WebApplication app = builder.Build();
        app.Run(AnswerAsync);
        return app;
    }

    // Whose requests and connections are counted; null for trusted proxies, behind whom many stand.
    private IPAddress? CountedOf(IPAddress? peer) =>
        peer is not null && snapshots.Current.Get<HttpSettings>().IsTrusted(peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer) ? null : peer;

    private ConnectionDelegate ShareConnections(ConnectionDelegate next) => async connection =>
    {
        if (CountedOf((connection.RemoteEndPoint as IPEndPoint)?.Address) is not { } address)
        {
            await next(connection);
            return;
        }

        if (!_guard.TryConnect(address))
        {
            connection.Abort(new ConnectionAbortedException("One address has too many connections."));
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            _guard.Disconnect(address);
        }
    };

    private Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        HttpResponse response = context.Response;
        if (!_guard.TryEnter(CountedOf(context.Connection.RemoteIpAddress)))
        {
            response.StatusCode = StatusCodes.Status429TooManyRequests;
            response.Headers.RetryAfter = "5";
            response.Headers.Connection = "close";
            return Task.CompletedTask;
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, HEAD";
            return Task.CompletedTask;
        }

        IHeaderDictionary headers = response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        string path = request.Path.Value ?? "/";
        if (path == "/ledger.csv")
        {
            return ledger.ServeAsync(context);
        }

        if (path.StartsWith(StatusSite.AssetsPath, StringComparison.Ordinal) && path.EndsWith(".css", StringComparison.Ordinal))
        {
            return pages.Assets.ServeAsync(context, path[StatusSite.AssetsPath.Length..]);
        }

        if (site.Find(path) is { } document)
        {
            return SendAsync(context, document, isForScripts: path.StartsWith("/api/", StringComparison.Ordinal) || path == "/history.atom");
        }

        response.StatusCode = StatusCodes.Status404NotFound;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync("Not found.\n");
    }

    private static Task SendAsync(HttpContext context, StatusDocument document, bool isForScripts)
    {
        HttpResponse response = context.Response;
        response.Headers.CacheControl = $"public, max-age={StatusLimits.MaxAgeSeconds}";
        response.Headers.ETag = document.ETag;
        if (isForScripts)
        {
            response.Headers.AccessControlAllowOrigin = "*"; // It is public: pages elsewhere may show it.
        }

        if (context.Request.Headers.IfNoneMatch.Any(line => line is not null && (line == "*" || line.Contains(document.ETag, StringComparison.Ordinal))))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = document.ContentType;
        response.ContentLength = document.Bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(document.Bytes, context.RequestAborted).AsTask();
    }

    [LoggerMessage(EdgeEvents.StatusNotServed, LogLevel.Error, "The status page is not served: {EndPoint}: {Reason} Stop what uses the port, or change listen.status in edge.json.")]
    private partial void LogNotServed(string endPoint, string reason);

    [LoggerMessage(EdgeEvents.StatusNotDrawn, LogLevel.Error, "The status page could not be drawn; the last one stays.")]
    private partial void LogNotDrawn(Exception exception);

    // The process's signals belong to the main host.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
