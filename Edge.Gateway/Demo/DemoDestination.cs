using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Edge.Gateway.Demo;

/// <summary>One server of a demo cell: Kestrel on one clear-text port, HTTP/1.1 and HTTP/2 with prior knowledge.</summary>
/// <remarks>
/// It can be stopped, killed and started again, and comes back on the same port. Faults, counters and users outlive
/// a stop. All members are safe for all threads.
/// </remarks>
internal sealed class DemoDestination : IAsyncDisposable
{
    private readonly SemaphoreSlim _lifecycle = new(1, 1);
    private readonly DemoFaultSwitch _faults = new();
    private WebApplication? _host; // Its container and its server are used; the host itself never runs.
    private IServer? _server;
    private CancellationTokenSource _stopping = new();
    private IPEndPoint _endPoint;

    /// <summary>A destination that does not listen yet.</summary>
    /// <param name="options">What it is and where it listens.</param>
    /// <param name="cell">State that it shares with the other destinations of its cell.</param>
    /// <param name="time">Clock of delays; null for the system's.</param>
    /// <exception cref="ArgumentException">The address is not one that a demo destination can listen on.</exception>
    public DemoDestination(DemoDestinationOptions options, DemoCell cell, TimeProvider? time = null)
    {
        Options = options;
        Cell = cell;
        Time = time ?? TimeProvider.System;
        Random = DemoRandom.For(options.Destination);
        _endPoint = ParseAddress(options);
    }

    /// <summary>What it is.</summary>
    public DemoDestinationOptions Options { get; }

    /// <summary>What it shares with its cell.</summary>
    public DemoCell Cell { get; }

    /// <summary>Where it listens, or last listened; the real port once it was started.</summary>
    public Uri Address => new($"http://{_endPoint}");

    /// <summary>Whether it listens.</summary>
    public bool IsRunning => _server is not null;

    /// <summary>What it has seen.</summary>
    public DemoCounters Counters { get; } = new();

    /// <summary>Its open connections.</summary>
    public DemoConnections Connections { get; } = new();

    /// <summary>Draws of its faults, seeded by its name.</summary>
    public DemoRandom Random { get; }

    /// <summary>Clock of its delays.</summary>
    public TimeProvider Time { get; }

    /// <summary>The faults in force.</summary>
    public DemoFaults Faults => _faults.Current;

    /// <summary>Ends when the destination begins to stop: requests that wait or stream then end.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Changes the faults. Going down resets the open connections, but for that of the caller.</summary>
    public void SetFaults(DemoFaults faults, string? callerConnectionId = null)
    {
        _faults.Set(faults);
        if (faults.Down)
        {
            Connections.AbortAll(callerConnectionId);
        }
    }

    /// <summary>Waits until the destination no longer hangs.</summary>
    public Task WaitWhileHungAsync(CancellationToken cancellationToken) => _faults.WaitWhileHungAsync(cancellationToken);

    /// <summary>Listens; nothing when it does already.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _lifecycle.WaitAsync(cancellationToken);
        try
        {
            if (_server is not null)
            {
                return;
            }

            ListenOptions? listener = null;
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.Services.AddSingleton<IMeterFactory, DemoMeterFactory>();
            builder.WebHost.UseKestrelCore().ConfigureKestrel(options => listener = Configure(options));
            WebApplication host = builder.Build();
            try
            {
                _stopping = new CancellationTokenSource();
                IServer server = host.Services.GetRequiredService<IServer>();
                await server.StartAsync(new DemoHttpApplication(this), cancellationToken);
                _endPoint = listener?.IPEndPoint ?? _endPoint; // Port 0 has become a real one, kept for the next start.
                (_host, _server) = (host, server);
            }
            catch
            {
                await host.DisposeAsync();
                throw;
            }
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    /// <summary>Stops: no new connections, requests may finish until the token ends, those that wait or stream are reset.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => StopAsync(abort: false, cancellationToken);

    /// <summary>Stops as <c>kill -9</c> does: connections are reset, the port refuses.</summary>
    public Task KillAsync() => StopAsync(abort: true, new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _stopping.Dispose();
        _lifecycle.Dispose();
    }

    private async Task StopAsync(bool abort, CancellationToken cancellationToken)
    {
        await _lifecycle.WaitAsync(CancellationToken.None);
        try
        {
            if (_server is not { } server || _host is not { } host)
            {
                return;
            }

            (_host, _server) = (null, null);
            await _stopping.CancelAsync();
            if (abort)
            {
                Connections.AbortAll(exceptConnectionId: null);
            }

            await server.StopAsync(cancellationToken);
            await host.DisposeAsync();
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    private ListenOptions Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.AllowAlternateSchemes = true; // ClearTextHttp2Feature: the client's "http" stands.
        options.RequestHeaderEncodingSelector = static _ => Encoding.Latin1; // Never refuses a byte: /echo shows what came.
        options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        options.Limits.MaxRequestBodySize = null; // Bodies stream; documents have a limit of their own.
        options.Limits.MinRequestBodyDataRate = null; // An origin that hangs up by itself would be a fault nobody asked for.
        options.Limits.MinResponseDataRate = null;
        options.Limits.KeepAliveTimeout = DemoLimits.KeepAliveTimeout;
        ListenOptions? listener = null;
        options.Listen(_endPoint, listen =>
        {
            listener = listen;
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.Use(next => connection => Connections.RunAsync(connection, next));
        });
        return listener!;
    }

    private static IPEndPoint ParseAddress(DemoDestinationOptions options)
    {
        Uri uri = options.Address;
        if (uri is { IsAbsoluteUri: true, AbsolutePath: "/" } && uri.Scheme == Uri.UriSchemeHttp)
        {
            if (uri.IsLoopback && uri.HostNameType == UriHostNameType.Dns)
            {
                return new IPEndPoint(IPAddress.Loopback, uri.Port);
            }

            if (IPAddress.TryParse(uri.DnsSafeHost, out IPAddress? address))
            {
                return new IPEndPoint(address, uri.Port);
            }
        }

        throw new ArgumentException(
            $"The address of demo destination '{options.Destination}' is '{uri}'; "
            + "set http:// with an IP address or localhost, a port and no path, as http://127.0.0.1:5101.",
            nameof(options));
    }
}
