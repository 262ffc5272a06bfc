using System.Globalization;
using System.Text;
using Edge.Gateway.Config;
using Edge.Gateway.Tenants;
using Edge.Gateway.Waf;
using Edge.Rules;

namespace Edge.Gateway.Cli;

/// <summary><c>waf explain</c>: which rules a raw HTTP request meets. Exit code 0 when it passes, 2 when it is blocked, 1 when it cannot be judged.</summary>
internal static class WafExplainCommand
{
    public const int Passed = 0;
    public const int Failed = 1;
    public const int Blocked = 2;

    /// <param name="directory">Configuration folder.</param>
    /// <param name="file">File with the request; <c>-</c> reads <paramref name="input"/>.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="output">Takes the explanation.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static async Task<int> RunAsync(string directory, string file, Stream input, TextWriter output, TextWriter errors)
    {
        await using WebApplication app = EdgeHost.Build();
        SnapshotLoadResult result = app.Services.GetRequiredService<SnapshotLoader>().Load(directory);
        if (result.Snapshot is not { } snapshot)
        {
            CheckCommand.WriteDiagnostics(result.Diagnostics, errors);
            return Failed;
        }

        WafTable table = snapshot.Get<WafTable>();
        if (table.Rules is null)
        {
            errors.WriteLine("'waf.mode' is \"off\" in edge.json, so there are no rules to explain; set \"block\" or \"detect\".");
            return Failed;
        }

        try
        {
            var request = RawRequest.Parse(await ReadAsync(file, input));
            string host = request.Header("Host") ?? "";
            if (!snapshot.Get<TenantDirectory>().TryGetByHost(host, out Tenant? tenant))
            {
                output.WriteLine($"Host \"{host}\" belongs to no tenant (a real request gets 421); judged by the common settings.");
            }

            WafPolicy policy = tenant is null ? table.Common : table.PolicyOf(tenant);
            return Write(request, table, tenant, policy, WafExplanation.Of(request, table, policy), output);
        }
        catch (FormatException exception)
        {
            errors.WriteLine($"{file}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"{file} cannot be read: {exception.Message}");
        }

        return Failed;
    }

    private static async Task<byte[]> ReadAsync(string file, Stream input)
    {
        await using Stream source = file == "-" ? input : File.OpenRead(file);
        using var text = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        for (int count; (count = await source.ReadAsync(buffer)) > 0;)
        {
            text.Write(buffer, 0, count);
            if (text.Length > RawRequest.MaxBytes)
            {
                throw new FormatException($"The request has more than {RawRequest.MaxBytes} bytes; no more are explained.");
            }
        }

        return text.ToArray();
    }

    private static int Write(RawRequest request, WafTable table, Tenant? tenant, WafPolicy policy, WafExplanation explanation, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{request.Method} {request.Target} {request.Protocol}, tenant {tenant?.Id ?? "-"}, mode {policy.Mode.ToString().ToLowerInvariant()}, {table.Rules!.Source}, {table.Rules.Set.Rules.Count} rules"));
        foreach (RuleMatch match in explanation.Matches)
        {
            WriteMatch(match, output);
        }

        if (explanation.Matches.Count == 0)
        {
            output.WriteLine("No rule matched.");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Score: {explanation.Score}"));
        output.WriteLine("Time: " + string.Join(", ", explanation.PhaseTimes.Select(static phase =>
            string.Create(CultureInfo.InvariantCulture, $"phase {phase.Phase} {phase.Time.TotalMicroseconds:0} µs"))));
        if (explanation.EngineError is not null)
        {
            output.WriteLine($"Engine error: {explanation.EngineError}");
        }

        output.WriteLine(Verdict(explanation));
        return explanation.Interruption is null ? Passed : Blocked;
    }

    private static void WriteMatch(RuleMatch match, TextWriter output)
    {
        string points = Points(match.Rule) is var value and > 0 ? string.Create(CultureInfo.InvariantCulture, $" +{value}") : "";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{match.Rule.Id} phase {match.Phase} {match.Rule.Severity.ToString().ToUpperInvariant()}{points}: {match.Message}"));
        if (match.VariableName.Length > 0)
        {
            output.WriteLine($"    {match.VariableName} = {Escape(match.Value)}");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    @{match.OperatorName} at {match.Rule.File}({match.Rule.Line})"));
    }

    // What rules of the Core Rule Set and of the compact set add by their severity; the verdicts of the evaluation add nothing.
    private static int Points(RuleInfo rule) => rule.Tags.Contains("anomaly-evaluation") || rule.Id is >= 949_000 and < 950_000 or >= 959_000 and < 960_000 or >= 980_000 ? 0 : rule.Severity switch
    {
        RuleSeverity.Critical => 5,
        RuleSeverity.Error => 4,
        RuleSeverity.Warning => 3,
        RuleSeverity.Notice => 2,
        _ => 0,
    };

    private static string Verdict(WafExplanation explanation)
    {
        if (explanation.Interruption is { } interruption)
        {
            string by = interruption.RuleId == 0 ? interruption.Reason : string.Create(CultureInfo.InvariantCulture, $"rule {interruption.RuleId} ({interruption.Reason})");
            return string.Create(CultureInfo.InvariantCulture, $"Verdict: blocked with {interruption.Status} in phase {interruption.Phase} by {by}");
        }

        return explanation.WouldBlock is { } match
            ? string.Create(CultureInfo.InvariantCulture, $"Verdict: passes, because the mode is detect; rule {match.Rule.Id} would block it")
            : "Verdict: passes";
    }

    private static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char letter in text)
        {
            escaped.Append(letter is >= ' ' and <= '~' ? letter.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}"));
        }

        return escaped.ToString();
    }
}
