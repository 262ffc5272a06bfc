using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Edge.Gateway;
using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Health;
using Edge.Gateway.Config;
using Edge.Gateway.Demo;
using Edge.Gateway.Listeners;
using Edge.Gateway.Ops;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy;

namespace Edge.Tests.TestKit;

/// <summary>
/// The real gateway on free ports, in front of real demo cells: <c>na-1</c> and <c>eu-1</c> with two destinations each,
/// tenants <c>acme</c> (na-1) and <c>globex</c> (eu-1).
/// </summary>
internal sealed class TestGateway : IAsyncDisposable
{
    /// <summary>Longest time that anything may take: it ends a test that would wait for ever, and measures nothing, however busy the machine is.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly WebApplication _app;
    private readonly List<HttpClient> _clients = [];

    private TestGateway(WebApplication app, DemoCells cells, TestFolder folder, TestConfig config, string adminToken)
    {
        (_app, Cells, Folder, Config, AdminToken) = (app, cells, folder, config, adminToken);
        Https = ListenerAddresses.Https(app.Services)!;
        Http = ListenerAddresses.Http(app.Services);
        Ops = app.Services.GetRequiredService<OpsServer>().Url!;
        Client = CreateClient("acme.localhost");
    }

    public DemoCells Cells { get; }

    public TestFolder Folder { get; }

    public TestConfig Config { get; }

    /// <summary>A super admin's token.</summary>
    public string AdminToken { get; }

    public Uri Https { get; }

    public Uri? Http { get; }

    public Uri Ops { get; }

    /// <summary>Talks to <c>acme.localhost</c> over https, HTTP/1.1 unless a request asks for more.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="change">Changes the configuration before the start.</param>
    /// <param name="configure">Replaces services.</param>
    public static async Task<TestGateway> StartAsync(Action<TestConfig>? change = null, Action<WebApplicationBuilder>? configure = null)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        DemoCells cells = await DemoCells.StartAsync(
            [
                TestOrigin.Destination("na-1", "na-1-a1"), TestOrigin.Destination("na-1", "na-1-b1", "b"),
                TestOrigin.Destination("eu-1", "eu-1-a1"), TestOrigin.Destination("eu-1", "eu-1-b1", "b"),
            ],
            cancellationToken);
        var folder = new TestFolder();
        TestConfig config = new TestConfig().WithTenant("acme", "na-1").WithTenant("globex", "eu-1");
        AddCells(config, cells);
        string token = Edge.Gateway.Admin.AdminToken.Create();
        config.Admin["tokens"]!.AsArray().Add((JsonNode)TestConfig.Parse($$"""{ "id": "test", "role": "super-admin", "hash": "{{Convert.ToHexString(Edge.Gateway.Admin.AdminToken.HashOf(token))}}" }"""));
        change?.Invoke(config);
        config.WriteTo(folder);

        WebApplication app = EdgeHost.Build(builder =>
        {
            builder.Services.AddSingleton<HttpDestinationProbe>();
            builder.Services.AddSingleton<IDestinationProbe, PatientProbe>();
            configure?.Invoke(builder);
        });
        SnapshotLoadResult result = app.Services.GetRequiredService<SnapshotLoader>().Load(folder.Path);
        Assert.True(result.Snapshot is not null, string.Join('\n', result.Diagnostics.Items));
        await Task.Run(() => EdgeHost.StartAsync(app, result, cancellationToken), cancellationToken); // Its loops know nothing of the test's context.
        var gateway = new TestGateway(app, cells, folder, config, token);
        await WaitUntilAsync(() => app.Services.GetRequiredService<ReadinessState>().IsReady && gateway.IsHealthy());
        return gateway;
    }

    /// <summary>For <c>configure</c>: probes end at their time-out, as in a real gateway.</summary>
    public static void WithRealProbes(WebApplicationBuilder builder) => builder.Services.AddSingleton<IDestinationProbe>(static provider => provider.GetRequiredService<HttpDestinationProbe>());

    /// <summary>A client whose connections all go to this gateway, whatever host the URL names.</summary>
    public HttpClient CreateClient(string host, Version? version = null)
    {
#pragma warning disable CA2000, CA5359 // The certificate is self-signed. The client owns its handler; the gateway disposes the client.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var client = new HttpClient(handler)
        {
            BaseAddress = new Uri($"https://{host}:{Https.Port}"),
            DefaultRequestVersion = version ?? HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Patience,
        };
#pragma warning restore CA2000, CA5359
        _clients.Add(client);
        return client;
    }

    /// <summary>A client of the ops listener with the super admin's token.</summary>
    public HttpClient CreateOpsClient(bool withToken = true)
    {
        var client = new HttpClient { BaseAddress = Ops, Timeout = Patience };
        if (withToken)
        {
            client.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", AdminToken);
        }

        _clients.Add(client);
        return client;
    }

    /// <summary>Writes the changed configuration and reloads it.</summary>
    public async Task<SnapshotLoadResult> ReloadAsync(Action<TestConfig>? change = null)
    {
        change?.Invoke(Config);
        Config.WriteTo(Folder);
        return await Services.GetRequiredService<ConfigReloader>().ReloadAsync("test", TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for something that happens by itself, such as a probe; fails when it does not in <see cref="Patience"/>.</summary>
    public static Task WaitUntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") => WaitUntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>As above, with a condition that has to ask.</summary>
    public static async Task WaitUntilAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        long begun = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < Patience, $"In {Patience.TotalMinutes} minutes this did not come: {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HttpClient client in _clients)
        {
            client.Dispose();
        }

        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await Cells.DisposeAsync();
        Folder.Dispose();
    }

    // On a busy machine a first probe may come too late, and the next one tells better.
    private bool IsHealthy()
    {
        IProxyStateLookup proxy = Services.GetRequiredService<IProxyStateLookup>();
        return Services.GetRequiredService<SnapshotStore>().Current.Get<CellTable>().Cells
            .All(cell => cell.FindCluster(proxy) is { } cluster && cluster.DestinationsState.AvailableDestinations.Count == cell.Destinations.Count);
    }

    private static void AddCells(TestConfig config, DemoCells cells)
    {
        foreach (IGrouping<string, DemoDestination> cell in cells.Destinations.GroupBy(static destination => destination.Options.Cell))
        {
            var destinations = new JsonArray([.. cell.Select(static destination => TestConfig.Parse(
                $$"""{ "id": "{{destination.Options.Destination}}", "address": "{{destination.Address}}", "pool": "{{destination.Options.Pool}}" }"""))]);
            config.Cells["cells"]!.AsArray().Add((JsonNode)new JsonObject
            {
                ["id"] = cell.Key,
                ["jurisdiction"] = cell.Key[..2],
                ["health"] = TestConfig.Parse("""{ "interval": "500ms", "timeout": "500ms" }"""),
                ["destinations"] = destinations,
            });
        }
    }
}
