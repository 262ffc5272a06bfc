using Edge.Rules;
using Edge.Tests.Rules.Crs;
using Edge.Tests.TestKit;

namespace Edge.Tests.Rules.Execution;

/// <summary>Shared transformations, literal search and skipping must change nothing but the time: the plain engine says what is right.</summary>
public sealed class PlainModeTests
{
    private const int GeneratedRequests = 1_500;

    /// <summary>Of the CRS cases every so many is compared; all of them take the plain engine too long.</summary>
    private const int Step = 7;

    [Fact]
    public void Engine_OnGeneratedRequests_AgreesWithPlainMode()
    {
        (RuleSet fast, RuleSet plain) = Load();
        RequestGenerator generator = new(seed: 20_240_607);
        int matched = 0;
        for (int index = 0; index < GeneratedRequests; index++)
        {
            matched += AssertSame(fast, plain, generator.Next()) ? 1 : 0;
        }

        Assert.InRange(matched, GeneratedRequests / 2, GeneratedRequests);
    }

    [Fact]
    public void Engine_AtParanoiaLevelOne_AgreesWithPlainMode()
    {
        const string Settings = "SecRuleEngine DetectionOnly\nSecResponseBodyAccess On";
        RuleSet fast = CoreRuleSet.LoadValid(Settings);
        RuleSet plain = CoreRuleSet.LoadValid(Settings, isPlain: true);
        RequestGenerator generator = new(seed: 7);
        int matched = 0;
        for (int index = 0; index < GeneratedRequests / 3; index++)
        {
            matched += AssertSame(fast, plain, generator.Next()) ? 1 : 0;
        }

        Assert.InRange(matched, GeneratedRequests / 10, GeneratedRequests / 3);
    }

    [Fact]
    public void Engine_OnCrsRegressionRequests_AgreesWithPlainMode()
    {
        (RuleSet fast, RuleSet plain) = Load();
        byte[][] requests = [.. FtwLoader.Load(Repository.SharedData("crs-3.3-tests")).SelectMany(static test => test.Stages).Select(static stage => stage.Request)];
        int compared = 0;
        for (int index = 0; index < requests.Length; index += Step)
        {
            AssertSame(fast, plain, requests[index]);
            compared++;
        }

        Assert.InRange(compared, 300, requests.Length);
    }

    private static (RuleSet Fast, RuleSet Plain) Load() =>
        (CoreRuleSet.LoadValid(CoreRuleSet.TestSettings), CoreRuleSet.LoadValid(CoreRuleSet.TestSettings, isPlain: true));

    private static bool AssertSame(RuleSet fast, RuleSet plain, byte[] request)
    {
        string expected = Describe(plain, request);
        string actual = Describe(fast, request);
        Assert.True(expected == actual, $"plain:\n{expected}\nfast:\n{actual}\nrequest:\n{System.Text.Encoding.Latin1.GetString(request)}");
        return expected.Length > 0;
    }

    private static string Describe(RuleSet rules, byte[] request)
    {
        using Transaction transaction = rules.CreateTransaction();
        transaction.SetUniqueId("same");
        RawRequest.Run(transaction, request);
        return transaction.EngineError + string.Join('\n', transaction.Matches.Select(static match => match.ToLogLine()))
            + (transaction.TryGetVariable("anomaly_score", out string score) ? score : "");
    }
}
