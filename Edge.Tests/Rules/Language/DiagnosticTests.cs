using Edge.Rules;

namespace Edge.Tests.Rules.Language;

public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("SecRul ARGS x id:1", "<prologue>(1,1): error EDGE1201: unknown directive 'SecRul'; did you mean 'SecRule'?")]
    [InlineData("\n  SecRule ARG \"@rx x\" \"id:1\"", "<prologue>(2,11): error EDGE1202: unknown variable 'ARG'; did you mean 'ARGS'?")]
    [InlineData("SecRule ARGS \"@containz x\" \"id:1\"", "<prologue>(1,15): error EDGE1203: unknown operator '@containz'; did you mean '@contains'?")]
    [InlineData("SecRule ARGS \"@rx x\" \\\n    \"id:1,\\\n    denny\"", "<prologue>(3,5): error EDGE1204: unknown action 'denny'; did you mean 'deny'?")]
    [InlineData("SecRule ARGS x \"id:1,t:lowercaze\"", "<prologue>(1,22): error EDGE1205: unknown transformation 't:lowercaze'; did you mean 't:lowercase'?")]
    [InlineData("SecRule ARGS", "<prologue>(1,1): error EDGE1206: SecRule has 1 arguments; write variables, an operator and actions, each in quotes where it holds blanks.")]
    [InlineData("SecRuleEngine Onn", "<prologue>(1,1): error EDGE1207: SecRuleEngine is 'Onn'; write On, Off or DetectionOnly.")]
    [InlineData("SecRule ARGS \"@rx x", "<prologue>(1,14): error EDGE1208: the quote that opens here is never closed; a quote inside needs a backslash.")]
    [InlineData("SecRule ARGS x \"id:1,msg:'open\"", "<prologue>(1,26): error EDGE1208: the quote in the value of 'msg' is never closed; a quote inside needs a backslash.")]
    [InlineData("SecRule ARGS x \"id:1,chain\"", "<prologue>(1,1): error EDGE1211: the rule says 'chain', but no SecRule follows it; add the rule or remove 'chain'.")]
    [InlineData("SecRule ARGS x \"id:1\"\nSecRule ARGS x \"id:1\"", "<prologue>(2,1): error EDGE1212: the id 1 is taken by the rule at <prologue>(1,1); ids are unique.")]
    [InlineData("SecRule ARGS x \"deny\"", "<prologue>(1,1): error EDGE1213: the rule has no id; add 'id:' and a number that no other rule has.")]
    [InlineData("SecRule ARGS x \"id:1,chain\"\nSecRule ARGS x \"deny\"", "<prologue>(2,17): error EDGE1214: the action 'deny' may stand only in the first rule of a chain; move it there.")]
    [InlineData("SecRule ARGS x \"id:1,ctl:ruleEngin=On\"", "<prologue>(1,22): error EDGE1216: unknown setting 'ctl:ruleEngin'; did you mean 'ctl:ruleEngine'?")]
    [InlineData("SecRule ARGS x \"id:1,phase:6\"", "<prologue>(1,22): error EDGE1223: 'phase' is '6'; write 1 to 5, 'request', 'response' or 'logging'.")]
    [InlineData("SecRule ARGS|!ARGS: x \"id:1\"", "<prologue>(1,15): error EDGE1221: the selector of 'ARGS' is empty; name an entry after ':', or remove it for all of them.")]
    [InlineData("SecRule REQUEST_URI:x y \"id:1\"", "<prologue>(1,9): error EDGE1221: 'REQUEST_URI' is a single value and takes no selector, but 'x' is written; remove the part after ':'.")]
    [InlineData("SecRule ARGS x \"id:1,setvar:args.a=1\"", "<prologue>(1,22): error EDGE1207: 'setvar' cannot write 'ARGS'; it can write TX, IP, SESSION, USER, GLOBAL, RESOURCE.")]
    [InlineData("SecRule ARGS x \"id:1,msg:'%{TXX.a}'\"", "<prologue>(1,22): error EDGE1222: the macro '%{TXX.a}' names the unknown variable 'TXX'; did you mean 'TX'?")]
    [InlineData("SecRule ARGS x \"id:1,exec:/bin/x\"", "<prologue>(1,22): error EDGE1204: the action 'exec' is not supported: it would run a program on the request path.")]
    [InlineData("SecRule ARGS x \"id:1,xmlns:soap\"", "<prologue>(1,22): error EDGE1207: 'xmlns' is 'soap'; write 'prefix=namespace', such as 'soap=http://schemas.xmlsoap.org/soap/envelope/'.")]
    [InlineData("SecDefaultAction \"phase:1,log,block\"", "<prologue>(1,1): error EDGE1207: SecDefaultAction does not say what 'block' means; add 'pass', 'deny', 'drop', 'redirect' or 'allow'.")]
    [InlineData("SecDefaultAction \"log,pass\"", "<prologue>(1,1): error EDGE1223: SecDefaultAction names no phase; add 'phase:' and the phase whose rules it is for.")]
    [InlineData("SecRuleScript x.lua \"id:1\"", "<prologue>(1,1): error EDGE1201: the directive 'SecRuleScript' is not supported: it would run a program on the request path.")]
    [InlineData("SecRule FILES \"@rsub s/a/b/\" \"id:1\"", "<prologue>(1,16): error EDGE1203: the operator '@rsub' is not supported: bodies are not changed.")]
    [InlineData("SecUnicodeMapFile unicode.mapping eita", "<prologue>(1,1): error EDGE1206: SecUnicodeMapFile needs a file and a code page, such as 'unicode.mapping 20127'.")]
    [InlineData("SecUnicodeMapFile /does/not/exist 20127", "<prologue>(1,1): error EDGE1209: SecUnicodeMapFile names the file '/does/not/exist', which cannot be read.")]
    [InlineData("SecAction \"id:1,setvar:ip.a=1\"", "<prologue>(1,17): warning EDGE1220: 'IP' stays empty, for no rule opens a record of it; add 'initcol:ip=' and the record's key to a rule before this one.")]
    [InlineData("SecAction \"id:1,skipAfter:NOWHERE\"", "<prologue>(1,1): warning EDGE1215: 'skipAfter:NOWHERE' finds no marker or rule of that name further on; a match skips the rest of the phase.")]
    [InlineData("SecRuleRemoveById 7", "<prologue>(1,1): warning EDGE1218: SecRuleRemoveById finds no rule that it means; it has no effect.")]
    [InlineData("SecDebugLog /x", "<prologue>(1,1): warning EDGE1220: SecDebugLog has no effect in this engine: logs, temporary files and processes are the host's own matter.")]
    [InlineData("SecAction \\\n# why\n\"id:1\"", "<prologue>(2,1): warning EDGE1210: a comment stands between the lines of one directive; it is left out.")]
    public void Load_OfSomethingWrong_SaysWhatAndWhere(string text, string expected)
    {
        RuleSetLoadResult result = RuleSet.Load(new RuleSetOptions { Prologue = text });
        Assert.Equal(expected, Assert.Single(result.Diagnostics).ToString());
        Assert.Equal(expected.Contains("error", StringComparison.Ordinal), result.RuleSet is null);
    }

    [Fact]
    public void Load_OfManyErrors_ReportsAllOfAllTexts()
    {
        RuleSetLoadResult result = RuleSet.Load(new RuleSetOptions
        {
            Prologue = "SecRul\nSecRule ARGZ x \"id:1,denny\"",
            Files = ["/does/not/exist.conf"],
            Epilogue = "SecRuleEngine",
        });
        Assert.Null(result.RuleSet);
        Assert.Equal(
            ["EDGE1201", "EDGE1209", "EDGE1206", "EDGE1207", "EDGE1204", "EDGE1202"],
            result.Diagnostics.Select(static diagnostic => diagnostic.Code));
    }

    [Fact]
    public void Load_OfRandomText_NeverThrows()
    {
        string[] words =
        [
            "SecRule", "SecAction", "SecMarker", "SecDefaultAction", "Include", "ARGS", "!ARGS:a", "&TX:/x/", "XML:/*", "\"", "'", "\\", "\\\n", "\n", "#", " ", "|", ":",
            "\"@rx (a\"", "\"@rx a\"", "\"@pm a b\"", "@eq", "\"id:1,", "id:2", "chain", "deny", "t:none", "setvar:tx.a=+1", "ctl:ruleRemoveById=1", "%{tx.a}", "%{", "}", "/", "\0", "é",
            "SecRuleUpdateTargetById", "SecRuleRemoveByTag", "phase:9", "skipAfter:X", "msg:'a\\'b'", ",", ";", "=",
        ];
        Random random = new(11);
        int loaded = 0;
        for (int round = 0; round < 3_000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => words[random.Next(words.Length)] + (random.Next(3) == 0 ? " " : "")));
            loaded += RuleSet.Load(new RuleSetOptions { Prologue = text }).RuleSet is null ? 0 : 1;
        }

        Assert.InRange(loaded, 1, 3_000);
    }
}
