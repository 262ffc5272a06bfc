using Edge.Gateway.Config;
using Edge.Gateway.Journeys;
using Edge.Gateway.Status.Probing;

namespace Edge.Gateway.Cli;

/// <summary><c>probe</c>: a monitor for another place. It needs the journeys, a token and two URLs, and no other configuration.</summary>
internal static class ProbeCommand
{
    /// <summary>The token; never an argument, which every process of a machine can read.</summary>
    public const string TokenVariable = "EDGE_PROBE_TOKEN";

    /// <summary>Runs until it is stopped, or once.</summary>
    public static async Task<int> RunAsync(ProbeOptions options, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (ReadToken(options.TokenFile, errors) is not { } token || ReadUrl(options.Report, "--report", errors) is not { } report || ReadRuns(options, errors) is not { } runs)
        {
            return 1;
        }

        using HttpMessageInvoker client = JourneyClients.Plain(options.IsInsecure);
        using HttpClient reports = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan };
        ProbeBuffer buffer = new();
        ProbeMonitor monitor = new(
            runs, new JourneyRunner(client, TimeProvider.System), buffer, new ProbeSender(reports, report, options.Location, token, buffer, TimeProvider.System), TimeProvider.System, output, errors);
        return await (options.IsOnce ? monitor.RunOnceAsync(cancellationToken) : monitor.RunAsync(cancellationToken));
    }

    private static string? ReadToken(string? file, TextWriter errors)
    {
        string value = file is null ? "env:" + TokenVariable : "file:" + file;
        if (SecretReference.TryRead(value, out string token, out _))
        {
            return token;
        }

        errors.WriteLine(file is null ? $"Set {TokenVariable} to a token of the role \"probe\", or name a file with --token-file." : $"--token-file is \"{file}\", which has no token that can be read.");
        return null;
    }

    private static Uri? ReadUrl(string text, string option, TextWriter errors)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0)
        {
            return url;
        }

        errors.WriteLine($"{option} is \"{text}\"; give an http or https URL without user and password, such as \"https://ops.example.com:9090\".");
        return null;
    }

    private static List<(Journey Journey, Uri Target)>? ReadRuns(ProbeOptions options, TextWriter errors)
    {
        ConfigDiagnostics diagnostics = new();
        JourneySet journeys = JourneyFiles.Read(Path.GetFullPath(options.Journeys), tenants: null, diagnostics);
        CheckCommand.WriteDiagnostics(diagnostics, errors);
        List<Uri> targets = [];
        foreach (string text in options.Targets)
        {
            if (ReadUrl(text, "--target", errors) is not { } target)
            {
                return null;
            }

            targets.Add(target);
        }

        List<(Journey, Uri)> runs = [.. journeys.Journeys.SelectMany(journey => (targets.Count > 0 ? targets : journey.Hosts.Select(static host => new Uri($"https://{host}"))).Select(target => (journey, target)))];
        if (!diagnostics.HasErrors && runs.Count > 0)
        {
            return runs;
        }

        if (!diagnostics.HasErrors)
        {
            errors.WriteLine($"There is nothing to run: \"{options.Journeys}\" has {journeys.Journeys.Count} journeys, and neither they nor --target name a host.");
        }

        return null;
    }
}
