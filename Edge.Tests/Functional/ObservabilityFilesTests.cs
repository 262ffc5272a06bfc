using System.Text.Json;
using System.Text.RegularExpressions;
using Edge.Tests.Gateway.Observability;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>The Prometheus rules and the Grafana dashboard of <c>config/observability/</c>, against promtool and against what a gateway exports.</summary>
public sealed partial class ObservabilityFilesTests
{
    private static readonly string Rules = Repository.PathOf("config/observability/edge.rules.yml");
    private static readonly string RuleTests = Repository.PathOf("config/observability/edge.rules.test.yml");
    private static readonly string Dashboard = Repository.PathOf("config/observability/grafana-dashboard.json");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_OfTheFile_PassPromtool()
    {
        (int exitCode, string output) = await Promtool.CheckRulesAsync(Rules, Token);
        Assert.True(exitCode == 0, output);
        Assert.Matches("SUCCESS: [0-9]+ rules found", output);
    }

    [Fact]
    public async Task Rules_OfTheFile_DoWhatTheirTestsSay()
    {
        (int exitCode, string output) = await Promtool.TestRulesAsync(RuleTests, Token);
        Assert.True(exitCode == 0, output);
        Assert.Contains("SUCCESS", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TestRules_OfAWrongExpectation_Fail()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder["edge.rules.yml"], await File.ReadAllTextAsync(Rules, Token), Token);
        string tests = await File.ReadAllTextAsync(RuleTests, Token);
        await File.WriteAllTextAsync(folder["wrong.yml"], tests.Replace("cell: na-1, state: available", "cell: na-2, state: available", StringComparison.Ordinal), Token);
        (int exitCode, string output) = await Promtool.TestRulesAsync(folder["wrong.yml"], Token);
        Assert.True(exitCode != 0, output);
    }

    [Fact]
    public async Task Expressions_OfTheDashboard_AreWellFormed()
    {
        string[] expressions = DashboardExpressions();
        Assert.True(expressions.Length > 40, $"Only {expressions.Length} expressions were found.");
        using var folder = new TestFolder();
        string rules = "groups:\n  - name: dashboard\n    rules:\n" + string.Concat(expressions.Select(static (expression, index) =>
            $"      - record: dashboard:panel_{index}\n        expr: {JsonSerializer.Serialize(expression.Replace("$__rate_interval", "5m", StringComparison.Ordinal))}\n"));
        await File.WriteAllTextAsync(folder["dashboard.yml"], rules, Token);
        (int exitCode, string output) = await Promtool.CheckRulesAsync(folder["dashboard.yml"], Token);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Metrics_OfRulesAndDashboard_AreThoseOfAGateway()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HttpClient ops = gateway.CreateOpsClient(withToken: false);
        string scrape = await ops.GetStringAsync("/metrics", Token);
        HashSet<string> known = [.. Families().Matches(scrape).Select(static match => match.Groups[1].Value)];
        Assert.True(known.Count > 50, $"Only {known.Count} metrics are exported.");

        string[] named = [.. MetricNames().Matches(await File.ReadAllTextAsync(Rules, Token) + string.Join('\n', DashboardExpressions())).Select(static match => match.Value).Distinct()];
        Assert.True(named.Length > 30, $"Only {named.Length} metrics are named.");
        Assert.All(named, name => Assert.True(known.Contains(name) || known.Contains(HistogramPart().Replace(name, "")), $"{name} is exported by no gateway."));
    }

    private static string[] DashboardExpressions()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Dashboard));
        return
        [
            .. document.RootElement.GetProperty("panels").EnumerateArray()
                .Where(static panel => panel.TryGetProperty("targets", out _))
                .SelectMany(static panel => panel.GetProperty("targets").EnumerateArray())
                .Select(static target => target.GetProperty("expr").GetString()!),
        ];
    }

    [GeneratedRegex(@"^# TYPE (\S+) ", RegexOptions.Multiline)]
    private static partial Regex Families();

    [GeneratedRegex(@"\b(?:edge|kestrel|dotnet)_[a-z0-9_]+\b")]
    private static partial Regex MetricNames();

    [GeneratedRegex("_(?:bucket|sum|count)$")]
    private static partial Regex HistogramPart();
}
