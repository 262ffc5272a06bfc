using System.Text.RegularExpressions;
using Edge.Rules;
using Edge.Tests.TestKit;

namespace Edge.Tests.Rules.Crs;

public sealed class CrsRegressionTests(ITestOutputHelper output)
{
    private const int ExpectedTests = 2403;
    private const int ExpectedDisabled = 7;

    /// <summary>Cases that fail, each with its reason.</summary>
    private static readonly Dictionary<string, string> Known = new()
    {
        ["920272-5"] = "wants the 404 of a file server, and here no backend has files",
    };

    [Fact]
    public void CoreRuleSet_Loading_ReportsNothing()
    {
        RuleSetLoadResult result = CoreRuleSet.Load(CoreRuleSet.TestSettings);
        Assert.Empty(result.Diagnostics);
        Assert.NotNull(result.RuleSet);
    }

    [Fact]
    public void CoreRuleSet_ItsRegressionTests_PassButTheKnown()
    {
        RuleSet rules = CoreRuleSet.LoadValid(CoreRuleSet.TestSettings);
        IReadOnlyList<FtwTest> tests = FtwLoader.Load(Repository.SharedData("crs-3.3-tests"));
        Assert.Equal(ExpectedTests, tests.Count);
        Assert.Equal(ExpectedDisabled, tests.Count(static test => !test.IsEnabled));

        SortedDictionary<string, string> failures = new(StringComparer.Ordinal);
        foreach (FtwTest test in tests.Where(static test => test.IsEnabled))
        {
            foreach (FtwStage stage in test.Stages)
            {
                if (Judge(rules, stage) is string failure)
                {
                    failures.TryAdd(test.Id, failure);
                }
            }
        }

        output.WriteLine($"passed {ExpectedTests - ExpectedDisabled - failures.Count} of {ExpectedTests - ExpectedDisabled}");
        foreach ((string id, string failure) in failures)
        {
            output.WriteLine($"{id}: {failure}");
        }

        Assert.Equal(Known.Keys.Order(StringComparer.Ordinal), failures.Keys);
    }

    private static string? Judge(RuleSet rules, FtwStage stage)
    {
        using Transaction transaction = rules.CreateTransaction();
        int status = RawRequest.Run(transaction, stage.Request);
        string log = string.Join('\n', transaction.Matches.Select(static match => match.ToLogLine()));
        string ids = string.Join(',', transaction.Matches.Select(static match => match.Rule.Id));
        if (transaction.EngineError is not null)
        {
            return "engine error: " + transaction.EngineError;
        }

        return stage.ExpectsError ? status == 0 ? null : $"an error was expected, got {status}"
            : stage.Statuses.Count > 0 && !stage.Statuses.Contains(status) ? $"status {status}, expected {string.Join('/', stage.Statuses)}"
            : stage.LogContains is string wanted && !Regex.IsMatch(log, wanted) ? $"log lacks {wanted}: {ids}"
            : stage.NoLogContains is string unwanted && Regex.IsMatch(log, unwanted) ? $"log has {unwanted}: {ids}"
            : null;
    }
}
