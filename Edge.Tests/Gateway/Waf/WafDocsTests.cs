using System.Text;
using System.Text.RegularExpressions;
using Edge.Rules;
using Edge.Rules.Bodies;
using Edge.Rules.Compilation;
using Edge.Rules.Operators;
using Edge.Rules.Transformations;
using Edge.Rules.Variables;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Waf;

/// <summary>The pages say what the code does. With EDGE_UPDATE_DOCS=1 the language table is written anew.</summary>
public sealed class WafDocsTests
{
    private const string Start = "<!-- language:start -->\n";
    private const string End = "<!-- language:end -->";

    [Fact]
    public void LanguageTable_InTheDocs_IsWhatTheEngineKnows()
    {
        string path = Repository.PathOf("docs", "waf.md");
        string text = File.ReadAllText(path);
        int start = text.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        string expected = Table();
        if (Environment.GetEnvironmentVariable("EDGE_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, string.Concat(text.AsSpan(0, start), expected, text.AsSpan(end)));
            return;
        }

        Assert.Equal(expected, text[start..end]);
    }

    [Fact]
    public void RulesPage_AndRuleFiles_NameTheSameRules()
    {
        MatchCollection rows = Regex.Matches(
            File.ReadAllText(Repository.PathOf("docs", "rules.md")), @"^\| (?<id>\d+) \| (?<phase>\d) \| (?<points>\w*) \| (?<tag>[^|]*?) ?\| (?<msg>[^|]*?) ?\| (?<why>.+) \|$", RegexOptions.Multiline);
        RuleInfo[] rules = [.. CompactRules.Set.Rules.Where(static rule => rule.Id is not (200000 or 200001))];
        Assert.Equal(rules.Select(static rule => rule.Id).Order(), rows.Select(static row => long.Parse(row.Groups["id"].Value, null)).Order());
        foreach (RuleInfo rule in rules)
        {
            GroupCollection row = rows.Single(row => row.Groups["id"].Value == rule.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)).Groups;
            Assert.Equal(rule.Phase.ToString(System.Globalization.CultureInfo.InvariantCulture), row["phase"].Value);
            Assert.Equal(rule.Message, row["msg"].Value);
            Assert.NotEmpty(row["why"].Value);
        }
    }

    private static string Table()
    {
        StringBuilder table = new("| kind | known |\n|---|---|\n");
        Row("Directives", DirectiveTable.Names);
        Row("Variables", VariableTable.Names);
        Row("Operators", OperatorRegistry.Names.Select(static name => "@" + name));
        Row("Transformations", TransformationRegistry.Names);
        Row("Actions", ActionNames.All);
        Row("`ctl:` settings", CtlCompiler.Names);
        Row("Body processors", BodyProcessorRegistry.Names);
        Row("Refused directives", DirectiveTable.Refused.Keys);
        Row("Refused operators", OperatorRegistry.Refused.Keys.Select(static name => "@" + name));
        Row("Refused actions", ActionNames.Refused.Keys);
        return table.ToString();

        void Row(string kind, IEnumerable<string> names) =>
            table.Append("| ").Append(kind).Append(" | ").AppendJoin(", ", names.Order(StringComparer.OrdinalIgnoreCase).Select(static name => $"`{name}`")).Append(" |\n");
    }
}
