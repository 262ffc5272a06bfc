using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Edge.Tests.TestKit;

/// <summary>A server that does the work of upgrades' hooks as a test says, and remembers what it was asked.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HookServer(WebApplication app) => _app = app;

    /// <summary>Calls so far: upgrade, step, pool and the header <c>Authorization</c>.</summary>
    public ConcurrentQueue<(string Upgrade, string Step, string Pool, string Authorization)> Calls { get; } = new();

    public Uri Url { get; private set; } = null!;

    /// <param name="work">From a step and the drained pool to the status of the answer.</param>
    public static async Task<HookServer> StartAsync(Func<string, string, Task<int>> work)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        HookServer server = new(app);
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(async context =>
        {
            IHeaderDictionary headers = context.Request.Headers;
            (string step, string pool) = (headers["X-Edge-Upgrade-Step"].ToString(), headers["X-Edge-Upgrade-Pool"].ToString());
            server.Calls.Enqueue((headers["X-Edge-Upgrade-Id"].ToString(), step, pool, headers.Authorization.ToString()));
            context.Response.StatusCode = await work(step, pool);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        server.Url = new Uri(app.Urls.Single());
        return server;
    }

    /// <summary>A plan whose four hooks are this server's.</summary>
    /// <param name="headers">Of every hook, as YAML.</param>
    public string Plan(string headers = "{}") => $$"""
        steps:
          read-only: { settle: 300ms }
          drain: { settle: 100ms }
          upgrade-database: { hook: { url: "{{Url}}", interval: 100ms, headers: {{headers}} } }
          upgrade-servers:
            hook: { url: "{{Url}}", interval: 100ms, headers: {{headers}} }
            tests: [ { path: /healthz, within: 3m } ]
            gate: { healthyDestinations: 1, within: 3m }
          switch: { settle: 100ms, gate: { healthyDestinations: 1, within: 3m, errorRate: { atMost: 0, over: 500ms } } }
          replication: { hook: { url: "{{Url}}", interval: 100ms, headers: {{headers}} } }
          trailing-half:
            hook: { url: "{{Url}}", interval: 100ms, headers: {{headers}} }
            tests: [ { path: /healthz, within: 3m } ]
            gate: { healthyDestinations: 1, within: 3m }
        """;

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
