using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Edge.Rules;

namespace Edge.Tests.Rules.Crs;

/// <summary>The regression tests of a release of the Core Rule Set that the environment names; <c>eng/crs-regression.sh</c> runs them.</summary>
public sealed class ReleaseRegressionTests(ITestOutputHelper output)
{
    /// <summary>The environment variable with the root of a release: <c>crs-setup.conf.example</c>, <c>rules/</c>, <c>tests/</c>.</summary>
    private const string FolderVariable = "CRS_RELEASE";

    /// <summary>Cases that ask for an answer of a certain server.</summary>
    private const int MostFailedPercent = 2;

    private const string Settings = """
        SecRuleEngine DetectionOnly
        SecResponseBodyAccess On
        SecResponseBodyMimeType text/plain text/html text/xml application/json
        SecAction "id:900005,phase:1,nolog,pass,ctl:ruleRemoveById=910000,\
          setvar:tx.blocking_paranoia_level=4,setvar:tx.detection_paranoia_level=4,setvar:tx.crs_validate_utf8_encoding=1,\
          setvar:tx.paranoia_level=4,setvar:tx.executing_paranoia_level=4,\
          setvar:tx.arg_name_length=100,setvar:tx.arg_length=400,setvar:tx.total_arg_length=64000,setvar:tx.max_num_args=255,\
          setvar:tx.max_file_size=64100,setvar:tx.combined_file_sizes=65535"
        """;

    [Fact]
    public void Release_ItsRegressionTests_Pass()
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        if (string.IsNullOrEmpty(folder))
        {
            Assert.Skip($"{FolderVariable} names no release of the Core Rule Set.");
        }

        RuleSetLoadResult result = RuleSet.Load(new RuleSetOptions
        {
            Prologue = RecommendedRules.BodyProcessors + Settings,
            Files = [Path.Combine(folder, "crs-setup.conf.example"), .. Directory.GetFiles(Path.Combine(folder, "rules"), "*.conf").Order(StringComparer.Ordinal)],
            Limits = TestRules.Unhurried,
        });
        Assert.Empty(result.Diagnostics);
        IReadOnlyList<FtwTest> tests = [.. FtwLoader.Load(Path.Combine(folder, "tests", "regression", "tests")).Where(static test => test.IsEnabled)];
        SortedDictionary<string, string> failures = new(StringComparer.Ordinal);
        foreach (FtwTest test in tests)
        {
            if (test.Stages.Select(stage => Judge(result.RuleSet!, stage)).FirstOrDefault(static failure => failure is not null) is string failure)
            {
                failures.TryAdd(test.Id, failure);
            }
        }

        foreach ((string id, string failure) in failures)
        {
            output.WriteLine($"{id}: {failure}");
        }

        output.WriteLine($"{string.Join(' ', result.RuleSet!.ComponentSignatures)}: passed {tests.Count - failures.Count} of {tests.Count}");
        Assert.NotEmpty(tests);
        Assert.InRange(failures.Count, 0, tests.Count * MostFailedPercent / 100);
    }

    private static string? Judge(RuleSet rules, FtwStage stage)
    {
        using Transaction transaction = rules.CreateTransaction();
        int status = RawRequest.Run(transaction, stage.Request, Answer);
        HashSet<long> ids = [.. transaction.Matches.Select(static match => match.Rule.Id)];
        string shown = string.Join(',', ids);
        string Log() => string.Join('\n', transaction.Matches.Select(static match => match.ToLogLine()));
        return transaction.EngineError is not null ? "engine error: " + transaction.EngineError
            : stage.ExpectsError ? status == 0 ? null : $"an error was expected, got {status}"
            : stage.Statuses.Count > 0 && !stage.Statuses.Contains(status) ? $"status {status}, expected {string.Join('/', stage.Statuses)}"
            : !ids.IsSupersetOf(stage.ExpectedIds) ? $"expected {string.Join(',', stage.ExpectedIds)}: {shown}"
            : ids.Overlaps(stage.UnexpectedIds) ? $"not expected {string.Join(',', stage.UnexpectedIds)}: {shown}"
            : stage.LogContains is string wanted && !Regex.IsMatch(Log(), wanted) ? $"log lacks {wanted}: {shown}"
            : stage.NoLogContains is string unwanted && Regex.IsMatch(Log(), unwanted) ? $"log has {unwanted}: {shown}"
            : null;
    }

    /// <summary>As the tests' backend: <c>/reflect</c> answers what the request's JSON says.</summary>
    private static (string ContentType, byte[] Body) Answer(string target, byte[] request)
    {
        if (!target.StartsWith("/reflect", StringComparison.Ordinal) || request.Length == 0)
        {
            return ("text/plain", []);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(request);
            JsonElement root = document.RootElement;
            byte[] body = root.TryGetProperty("encodedBody", out JsonElement encoded) ? encoded.GetBytesFromBase64()
                : root.TryGetProperty("body", out JsonElement text) ? Encoding.UTF8.GetBytes(text.GetString() ?? "") : [];
            string type = root.TryGetProperty("headers", out JsonElement headers) && headers.TryGetProperty("Content-Type", out JsonElement value)
                ? value.GetString() ?? "" : "text/plain";
            return (type, body);
        }
        catch (JsonException)
        {
            return ("text/plain", []);
        }
    }
}
