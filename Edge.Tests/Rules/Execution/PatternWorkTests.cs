using System.Text;
using System.Text.Json;
using Edge.Rules;
using Edge.Tests.Rules.Crs;
using Edge.Tests.TestKit;

namespace Edge.Tests.Rules.Execution;

/// <summary>What patterns may cost: bounded by counted work, far above what honest texts of the largest size make.</summary>
public sealed class PatternWorkTests
{
    /// <summary>Chars of a value: with its JSON a body may have 128 KiB.</summary>
    private const int ValueChars = 100_000;

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("prose", 1)]
    [InlineData("prose", 4)]
    [InlineData("base64", 1)]
    [InlineData("base64", 4)]
    [InlineData("source", 1)]
    [InlineData("source", 4)]
    [InlineData("markdown", 1)]
    [InlineData("markdown", 4)]
    [InlineData("json", 1)]
    [InlineData("json", 4)]
    public void HonestValue_OfTheLargestSize_StaysBelowTheLimit(string kind, int level)
    {
        RuleSet rules = CoreRuleSet.LoadValid($"SecRuleEngine DetectionOnly\nSecAction \"id:900005,phase:1,nolog,pass,setvar:tx.paranoia_level={level},setvar:tx.executing_paranoia_level={level}\"");
        string value = Repeat(kind switch
        {
            "prose" => "The committee didn't select a union from among the \"applicants\"; it was (as ever) a matter of taste & timing. ",
            "base64" => Convert.ToBase64String(RandomBytes(ValueChars)),
            "source" => File.ReadAllText(Repository.PathOf("Edge.Rules/Transaction.cs")),
            "markdown" => File.ReadAllText(Repository.PathOf("docs/waf.md")),
            _ => File.ReadAllText(Repository.PathOf("config/schema/edge.schema.json")),
        });
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new { text = value }, Relaxed);
        body = body.Length <= 131_072 ? body : [.. body.AsSpan(0, 131_000), .. "\"}"u8];
        for (int run = 0; run < 2; run++) // The first finds the tables empty, and makes the states that all later ones share.
        {
            using Transaction transaction = TestRules.Run(rules, "/", "POST", "application/json", Encoding.Latin1.GetString(body));
            if (level == 1 || run > 0)
            {
                Assert.Null(transaction.EngineError);
                Assert.InRange(transaction.PatternWork, body.Length, new RuleLimits().MaxPatternWork * (run == 0 ? 4 : 3) / 4);
            }
        }
    }

    [Fact]
    public void Work_BeyondTheLimit_IsAnEngineErrorAndScoresStillDecide()
    {
        const string Rules = """
            SecRule ARGS "@rx attack" "id:1,phase:2,pass,setvar:tx.score=+5"
            SecRule ARGS "@rx [a-z]+\W" "id:2,phase:2,pass"
            SecRule ARGS "@rx at+ack" "id:3,phase:2,pass"
            SecRule TX:score "@ge 5" "id:4,phase:2,pass"
            SecRule TX:/^MSC_/ "!@streq 0" "id:5,phase:2,pass"
            """;
        string query = "/?a=attack&b=" + new string('a', 6_000);
        using Transaction unlimited = TestRules.Run(TestRules.Load(Rules[..Rules.IndexOf('\n', StringComparison.Ordinal)]), query);
        RuleLimits limits = new() { MaxPatternWork = unlimited.PatternWork + 3_000 }; // Enough for the first rule, and not for the second.
        RuleSetOptions options = new() { Limits = limits, OnEngineError = EngineErrorPolicy.Pass };
        using Transaction passed = TestRules.Run(TestRules.Load(Rules, options), query);
        Assert.Equal("The transaction's patterns made more work than they may.", passed.EngineError);
        Assert.Contains(passed.Matches, static match => match.Rule.Id == 4);
        Assert.Contains(passed.Matches, static match => match.VariableName == "TX:MSC_PCRE_LIMITS_EXCEEDED");
        Assert.DoesNotContain(passed.Matches, static match => match.Rule.Id == 3);
        using Transaction blocked = TestRules.Run(TestRules.Load(Rules, new RuleSetOptions { Limits = options.Limits }), query);
        Assert.Equal(403, blocked.Interruption?.Status);
    }

    private static byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(3).NextBytes(bytes);
        return bytes;
    }

    private static string Repeat(string text) => string.Concat(Enumerable.Repeat(text, (ValueChars / text.Length) + 1))[..ValueChars];
}
