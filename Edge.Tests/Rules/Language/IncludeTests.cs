using Edge.Rules;
using Edge.Tests.TestKit;

namespace Edge.Tests.Rules.Language;

public sealed class IncludeTests
{
    [Theory]
    [InlineData("rules/a/one.conf", new long[] { 1 })]
    [InlineData("rules/a/*.conf", new long[] { 1, 2 })]
    [InlineData("rules/*/one.conf", new long[] { 1, 3 })]
    [InlineData("rules/?/*.conf", new long[] { 1, 2, 3 })]
    [InlineData("*/*/t*.conf", new long[] { 2 })]
    public void Include_WithWildcardsInAnyPart_ReadsFilesInTheOrderOfTheirPaths(string pattern, long[] expected)
    {
        using TestFolder folder = Files();
        RuleSetLoadResult result = RuleSet.Load(new RuleSetOptions { Prologue = $"Include \"{folder.Path}/{pattern}\"" });
        Assert.Empty(result.Diagnostics);
        Assert.Equal(expected, result.RuleSet!.Rules.Select(static rule => rule.Id));
    }

    [Theory]
    [InlineData("rules/x*/one.conf")]
    [InlineData("none/*/one.conf")]
    public void Include_ThatFindsNothing_IsAWarning(string pattern)
    {
        using TestFolder folder = Files();
        RuleSetLoadResult result = RuleSet.Load(new RuleSetOptions { Prologue = $"Include \"{folder.Path}/{pattern}\"" });
        RuleDiagnostic warning = Assert.Single(result.Diagnostics);
        Assert.Equal((RuleDiagnosticSeverity.Warning, $"Include '{folder.Path}/{pattern}' finds no file."), (warning.Severity, warning.Message));
    }

    private static TestFolder Files()
    {
        var folder = new TestFolder();
        foreach ((string file, int id) in (ReadOnlySpan<(string, int)>)[("rules/a/one.conf", 1), ("rules/a/two.conf", 2), ("rules/b/one.conf", 3), ("rules/b/readme.txt", 4)])
        {
            folder.Write(file, $"SecAction \"id:{id},phase:1,pass,nolog\"\n");
        }

        return folder;
    }
}
