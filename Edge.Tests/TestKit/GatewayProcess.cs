using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Edge.Tests.TestKit;

/// <summary>The built gateway as a process of its own.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private readonly Process _process;

    private GatewayProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(Output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(Errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Lines of standard output so far.</summary>
    public ConcurrentQueue<string> Output { get; } = new();

    /// <summary>Lines of standard error so far.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    /// <summary>All that was said, for messages of failed tests.</summary>
    public string Said => string.Join('\n', [.. Output, .. Errors]);

    public static GatewayProcess Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Edge.Gateway.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(static name => name.StartsWith("EDGE__", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        return new GatewayProcess(Process.Start(start)!);
    }

    /// <summary>Waits for a line of standard output, and gives it back without what surrounds it.</summary>
    public async Task<string> WaitForLineAsync(string part)
    {
        await TestGateway.WaitUntilAsync(() => _process.HasExited || Output.Any(line => line.Contains(part, StringComparison.Ordinal)));
        return Output.FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal))?.Trim() ?? throw new InvalidOperationException($"The gateway ended without saying '{part}':\n{Said}");
    }

    /// <summary>Asks the process to end, as a supervisor does.</summary>
    public Task TerminateAsync() => SignalAsync("TERM");

    /// <summary>Sends a signal, such as <c>STOP</c>.</summary>
    public async Task SignalAsync(string name) => Assert.Equal(0, (await RunAsync("kill", "-" + name, _process.Id.ToString(CultureInfo.InvariantCulture))).ExitCode);

    public async Task<int> WaitForExitAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TestGateway.Patience);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    /// <summary>Runs another programme to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string file, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
