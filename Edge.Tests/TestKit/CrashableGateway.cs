using System.Diagnostics;
using Edge.LoadTests.Demo;

namespace Edge.Tests.TestKit;

/// <summary>A gateway in a process of its own, which can crash.</summary>
internal sealed class CrashableGateway : IDisposable
{
    private readonly string _configFolder;
    private readonly int _opsPort;
    private Process? _process;

    private CrashableGateway(string configFolder, int port, int opsPort)
    {
        (_configFolder, _opsPort) = (configFolder, opsPort);
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TestGateway.Patience };
        Client.DefaultRequestHeaders.Host = "acme.localhost";
    }

    /// <summary>Talks to <c>acme.localhost</c>.</summary>
    public HttpClient Client { get; }

    /// <summary>Admin API and metrics.</summary>
    public Uri Ops => new($"http://127.0.0.1:{_opsPort}");

    /// <summary>Starts one on free ports, serving plain HTTP.</summary>
    public static async Task<CrashableGateway> StartAsync(TestConfig config, TestFolder folder)
    {
        int[] ports = FreePorts.Take(2);
        (int port, int opsPort) = (ports[0], ports[1]);
        config.Edge["listen"] = TestConfig.Parse($$"""{ "https": { "address": "127.0.0.1:0" }, "http": { "address": "127.0.0.1:{{port}}", "mode": "serve" }, "ops": { "address": "127.0.0.1:{{opsPort}}" }, "status": { "address": "127.0.0.1:0" } }""");
        config.WriteTo(folder);
        var gateway = new CrashableGateway(folder.Path, port, opsPort);
        await gateway.StartAgainAsync();
        return gateway;
    }

    public async Task StartAgainAsync()
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Edge.Gateway.dll"), "--config", _configFolder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None); // Or its pipes fill up.
        _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var ops = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        await TestGateway.WaitUntilAsync(async () =>
        {
            Assert.False(_process.HasExited, "The gateway ended before it was ready.");
            return await IsReadyAsync(ops);
        });
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        Client.Dispose();
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            process.WaitForExit();
        }

        _process?.Dispose();
    }

    private async Task<bool> IsReadyAsync(HttpClient ops)
    {
        try
        {
            using HttpResponseMessage response = await ops.GetAsync(new Uri($"http://127.0.0.1:{_opsPort}/readyz"), TestContext.Current.CancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
