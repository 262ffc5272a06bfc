using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Edge.LoadTests.Demo;

namespace Edge.Tests.TestKit;

/// <summary>A real <c>redis-server</c> on a free port, in memory only. Skips the calling test where none is installed.</summary>
internal sealed class TestRedis : IAsyncDisposable
{
    private const string Program = "/usr/bin/redis-server";

    private Process? _process;

    private readonly string[] _options;

    private TestRedis(int port, string[] options) => (Port, _options) = (port, options);

    public int Port { get; }

    public bool IsRunning => _process is not null;

    /// <summary>Value of <c>redis.configuration</c>.</summary>
    public string Configuration => $"127.0.0.1:{Port}";

    /// <param name="options">Further options of <c>redis-server</c>.</param>
    public static async Task<TestRedis> StartAsync(params string[] options)
    {
        if (!File.Exists(Program))
        {
            Assert.Skip("redis-server is not installed.");
        }

        var redis = new TestRedis(FreePorts.Take(1)[0], options);
        await redis.StartAgainAsync();
        return redis;
    }

    /// <summary>Starts it empty, at the same port.</summary>
    public async Task StartAgainAsync()
    {
        ProcessStartInfo start = new(Program, ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", .. _options]) { RedirectStandardOutput = true, RedirectStandardError = true };
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

    /// <summary>Sends a command over a connection of its own, in the plain protocol: no client's opinion stands between.</summary>
    public async Task ExecuteAsync(params string[] command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join(' ', command) + "\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        Assert.Equal("+OK", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
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
