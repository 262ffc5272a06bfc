using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Edge.LoadTests.Scenarios;

namespace Edge.LoadTests.Demo;

/// <summary>A gateway with its demo cells as a child process, on ports of this machine that were free. Ends with the run.</summary>
internal sealed class DemoGateway : IAsyncDisposable
{
    /// <summary>Longest time for a start: 100,000 tenants and the whole rule set on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly string _folder;
    private readonly int[] _ports;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly string _token;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TimeProvider _time;

    private DemoGateway(Process process, string folder, int[] ports, string token, TimeProvider time)
    {
        (_process, _folder, _ports, _token, _time) = (process, folder, ports, token, time);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it serves without TLS.</summary>
    public IPEndPoint Http => new(IPAddress.Loopback, _ports[0]);

    /// <summary>Where it serves with TLS.</summary>
    public IPEndPoint Https => new(IPAddress.Loopback, _ports[1]);

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It does not become ready; the message holds what it said.</exception>
    public static async Task<DemoGateway> StartAsync(string program, DemoSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("edge-load-").FullName;
        int[] ports = FreePorts.Take(DemoConfig.Ports);
        string token = "edge_" + System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        DemoConfig.Write(folder, settings, ports, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))), time.GetUtcNow());
        var start = new ProcessStartInfo("dotnet", [program, "--config", folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(static name => name.StartsWith("EDGE__", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name); // The demo is what its files say.
        }

        var demo = new DemoGateway(Process.Start(start)!, folder, ports, token, time);
        try
        {
            await demo.WaitUntilAsync(demo.IsReadyAsync, "become ready", cancellationToken);
            await demo.WaitForAsync("acme.localhost", cancellationToken);
            return demo;
        }
        catch
        {
            await demo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sets faults of a destination, in the words of its <c>/_demo</c> page.</summary>
    public async Task SetFaultsAsync(string destination, string faults)
    {
        int port = _ports[DemoConfig.Destinations.Single(candidate => candidate.Id == destination).Port];
        using var content = new StringContent(faults, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _client.PostAsync(new Uri($"http://127.0.0.1:{port}/_demo"), content);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The same for all destinations of a cell.</summary>
    public Task SetFaultsOfCellAsync(string cell, string faults) =>
        Task.WhenAll(DemoConfig.Destinations.Where(destination => destination.Cell == cell).Select(destination => SetFaultsAsync(destination.Id, faults)));

    /// <summary>Sends a command to the admin API.</summary>
    public async Task CommandAsync(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://127.0.0.1:{_ports[2]}/api/v1/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _client.SendAsync(request);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"POST {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>Waits until a tenant is served.</summary>
    public Task WaitForAsync(string host, CancellationToken cancellationToken = default) => WaitUntilAsync(
        async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://127.0.0.1:{_ports[0]}/echo"));
            request.Headers.Host = host;
            request.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0");
            using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode;
        },
        $"serve {host}",
        cancellationToken);

    /// <summary>Memory of the process.</summary>
    public double Megabytes()
    {
        _process.Refresh();
        return _process.WorkingSet64 / 1048576.0;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        using HttpResponseMessage response = await _client.GetAsync(new Uri($"http://127.0.0.1:{_ports[2]}/readyz"));
        return response.IsSuccessStatusCode;
    }

    private async Task WaitUntilAsync(Func<Task<bool>> condition, string what, CancellationToken cancellationToken)
    {
        long begun = _time.GetTimestamp();
        while (!await HoldsAsync(condition))
        {
            if (_process.HasExited || _time.GetElapsedTime(begun) > Patience)
            {
                throw new InvalidOperationException($"The demo gateway did not {what}. It said:\n{string.Join('\n', _said)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancellationToken);
        }
    }

    private static async Task<bool> HoldsAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            return false; // Not yet listening, or too busy.
        }
    }

    private void Keep(string? line)
    {
        if (line is not null && _said.Count < 200)
        {
            _said.Enqueue(line);
        }
    }
}
