using System.Globalization;
using Edge.Rules;

namespace Edge.Tests.Rules.Execution;

/// <summary>Rules that are passed over by their gate, or skip by it, do what they do in the plain engine.</summary>
public sealed class RuleGateTests
{
    [Theory]
    [InlineData("@eq 2")]
    [InlineData("!@eq 2")]
    [InlineData("@ge 2")]
    [InlineData("@gt 2")]
    [InlineData("@le 2")]
    [InlineData("@lt 2")]
    [InlineData("!@lt 2")]
    [InlineData("@gt 2147483647")]
    [InlineData("@lt -2147483648")]
    [InlineData("@lt x")]
    public void NumberOfTx_WithEachValue_MatchesAsInPlainMode(string comparison)
    {
        foreach (string target in (ReadOnlySpan<string>)["TX:n", "&TX:n"])
        {
            string rules = $"SecRule {target} \"{comparison}\" \"id:1,phase:1,pass,log,msg:'%{{MATCHED_VAR}}'\"";
            foreach (string? value in (ReadOnlySpan<string?>)[null, "", "1", "2", "3", "-1", " 2x", "2147483648", "-2147483648", "text"])
            {
                Assert.Equal(Run(rules, value, isPlain: true), Run(rules, value, isPlain: false));
            }
        }
    }

    [Theory]
    [InlineData("skipAfter:END", "3")]
    [InlineData("skip:1", "3")]
    [InlineData("skip:9", "")]
    [InlineData("nolog", "2 3")]
    public void SilentRule_WhoseNumberMatches_SkipsAsWritten(string action, string expected)
    {
        string rules = $"""
            SecRule TX:n "@lt 2" "id:1,phase:1,pass,nolog,{action}"
            SecAction "id:2,phase:1,pass,log"
            SecMarker END
            SecAction "id:3,phase:1,pass,log"
            """;
        Assert.Equal(expected, Run(rules, "1", isPlain: false));
        Assert.Equal(expected, Run(rules, "1", isPlain: true));
        Assert.Equal("2 3", Run(rules, "2", isPlain: false));
    }

    [Theory]
    [InlineData("ctl:ruleRemoveById=1", "2 3")]
    [InlineData("ctl:ruleRemoveTargetById=1;TX:n", "2 3")]
    [InlineData("ctl:ruleRemoveById=7", "3")]
    public void SilentRule_ThatIsRemoved_SkipsNothing(string action, string expected)
    {
        string rules = $"""
            SecAction "id:9,phase:1,pass,nolog,{action}"
            SecRule TX:n "@eq 1" "id:1,phase:1,pass,nolog,skipAfter:END"
            SecAction "id:2,phase:1,pass,log"
            SecMarker END
            SecAction "id:3,phase:1,pass,log"
            SecAction "id:7,phase:2,pass,log"
            """;
        Assert.Equal(expected, Run(rules, "1", isPlain: false));
        Assert.Equal(expected, Run(rules, "1", isPlain: true));
    }

    [Fact]
    public void NumberOfTx_ThatRulesChange_IsReadAnew()
    {
        const string Rules = """
            SecRule TX:n "@eq 5" "id:1,phase:1,pass,log"
            SecAction "id:2,phase:1,pass,nolog,setvar:tx.n=+4"
            SecRule TX:n "@eq 5" "id:3,phase:1,pass,log"
            SecAction "id:4,phase:1,pass,nolog,setvar:!tx.n"
            SecRule TX:n "@eq 5" "id:5,phase:1,pass,log"
            SecRule &TX:n "@eq 0" "id:6,phase:1,pass,log"
            """;
        Assert.Equal("3 6", Run(Rules, "1", isPlain: false));
    }

    private static string Run(string rules, string? value, bool isPlain)
    {
        RuleSet set = TestRules.Load("SecRuleEngine DetectionOnly\n" + rules, new RuleSetOptions { IsPlain = isPlain });
        using Transaction transaction = set.CreateTransaction();
        transaction.SetRequestLine("GET", "/", "HTTP/1.1");
        if (value is not null)
        {
            transaction.SetVariable("n", value);
        }

        transaction.ProcessRequestHeaders();
        return string.Join(' ', transaction.Matches.Select(static match => match.Rule.Id.ToString(CultureInfo.InvariantCulture) + match.Message));
    }
}
