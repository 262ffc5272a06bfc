using System.ComponentModel;
using System.Diagnostics;

namespace Edge.Tests.Gateway.Observability;

/// <summary>Prometheus' own checker. Skips the calling test when the machine has none.</summary>
internal static class Promtool
{
    /// <summary>Runs <c>promtool check metrics</c>: exit code 0 and no output when format and names are good.</summary>
    public static Task<(int ExitCode, string Output)> CheckMetricsAsync(string text, CancellationToken cancellationToken) =>
        RunAsync(["check", "metrics"], text, cancellationToken);

    /// <summary>Runs <c>promtool check rules</c> on a file: exit code 0 when every expression is well-formed.</summary>
    public static Task<(int ExitCode, string Output)> CheckRulesAsync(string file, CancellationToken cancellationToken) =>
        RunAsync(["check", "rules", file], "", cancellationToken);

    /// <summary>Runs <c>promtool test rules</c> on a file: exit code 0 when the rules do what it says.</summary>
    public static Task<(int ExitCode, string Output)> TestRulesAsync(string file, CancellationToken cancellationToken) =>
        RunAsync(["test", "rules", file], "", cancellationToken);

    private static async Task<(int ExitCode, string Output)> RunAsync(string[] arguments, string text, CancellationToken cancellationToken)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardInput.WriteAsync(text.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + await error);
    }

    private static Process Start(string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("promtool", arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("promtool is not installed (Debian package prometheus).");
            throw;
        }
    }
}
