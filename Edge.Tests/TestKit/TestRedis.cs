using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Edge.Tests.TestKit;

/// <summary>A real <c>redis-server</c> on a free port, in memory only. Skips the calling test where none is installed.</summary>
internal sealed class TestRedis : IAsyncDisposable
{
    private const string Program = "/usr/bin/redis-server";

    private Process? _process;

    private TestRedis(int port) => Port = port;

    public int Port { get; }

    /// <summary>Value of <c>redis.configuration</c>.</summary>
    public string Configuration => $"127.0.0.1:{Port}";

    public static async Task<TestRedis> StartAsync()
    {
        if (!File.Exists(Program))
        {
            Assert.Skip("redis-server is not installed.");
        }

        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var redis = new TestRedis(((IPEndPoint)free.LocalEndpoint).Port);
        free.Stop();
        await redis.StartAgainAsync();
        return redis;
    }

    /// <summary>Starts it empty, at the same port.</summary>
    public async Task StartAgainAsync()
    {
        ProcessStartInfo start = new(Program, ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None); // Or its pipe fills up.
                return;
            }
        }

        Assert.Fail("redis-server ended before it was ready.");
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}
