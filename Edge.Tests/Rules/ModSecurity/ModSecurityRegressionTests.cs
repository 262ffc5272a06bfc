using System.Text.RegularExpressions;
using Edge.Rules;

namespace Edge.Tests.Rules.ModSecurity;

/// <summary>The regression tests of ModSecurity v3, of which the environment names a checkout: whole transactions through the engine.</summary>
/// <remarks>
/// A parser error must be one here too, in words of our own, and the status must be the same. Of the logs what both have is compared: the
/// values that operators see, transformations, captures, messages, what is wrong with a body. The rest is counted as not comparable.
/// </remarks>
public sealed partial class ModSecurityRegressionTests(ITestOutputHelper output)
{
    /// <summary>The environment variable with the root of a checkout, which holds <c>test/test-cases/regression</c>.</summary>
    private const string FolderVariable = "MODSECURITY_SOURCE";

    /// <summary>Cases of 3.0.13 that run.</summary>
    private const int LeastCases = 600;

    /// <summary>Without <c>SecRuleEngine</c> the tests' own runner interrupts nothing.</summary>
    private const string Settings = "SecRuleEngine DetectionOnly\n";

    private const long BodyProbeId = 2_147_483_000;

    /// <summary>Gathers the arguments of the body and what is wrong with it, which the debug log tells as they are found.</summary>
    private const string BodyProbe =
        "SecRule ARGS_POST \"@unconditionalMatch\" \"id:2147483000,phase:2,pass,nolog,setvar:'tx.edge_body=%{tx.edge_body}\u0001%{MATCHED_VAR_NAME}\u0002%{MATCHED_VAR}'\"\n"
        + "SecAction \"id:2147483001,phase:2,pass,nolog,setvar:'tx.edge_error=%{REQBODY_ERROR_MSG}'\"\n";

    /// <summary>What a build of ModSecurity may have. Cases that need Lua, GeoIP, curl or ssdeep are skipped, as it does without them.</summary>
    private static readonly string[] Resources = ["", "libxml2"];

    /// <summary>Cases that go otherwise here, by why. <c>docs/waf.md</c> tells of the differences.</summary>
    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["a percent sign behind a macro stays, where v3 drops it"] =
            ["action-msg:1", "collection-case-insensitive:0", "collection-tx-with-macro:0", "variable-SESSIONID:1", "variable-USERID:1"],
        ["a namespace may be any URI"] = ["action-xmlns:2"],
        ["a body beyond its limit is answered with 413"] =
            ["config-body_limits:2", "config-body_limits:8", "config-body_limits:10", "config-body_limits:12", "variable-INBOUND_DATA_ERROR:1"],
        ["responses have a limit only when rules may see them"] = ["config-body_limits:0"],
        ["Include starts from the file that it stands in"] = ["config-include:1", "config-include:4"],
        ["a second SecDefaultAction holds for the rules after it"] = ["config-secdefaultaction:5"],
        ["a rule that says nothing takes the disruptive action of SecDefaultAction"] = ["config-update-action-by-id:3"],
        ["!ARGS:/x/ says nothing of ARGS_NAMES"] = ["config-update-target-by-id:3"],
        ["XML with a document type is not read"] = ["config-xml_external_entity:0", "variable-XML:0"],
        ["documents are not held against DTDs and schemas"] =
        [
            "config-xml_external_entity:1", "config-xml_external_entity:2", "request-body-parser-xml-validade-dtd:0", "request-body-parser-xml-validade-dtd:1",
            "request-body-parser-xml-validade-dtd:2", "request-body-parser-xml-validade-dtd:3", "request-body-parser-xml:0", "request-body-parser-xml:1",
            "request-body-parser-xml:2", "request-body-parser-xml:3", "request-body-parser-xml:4",
        ],
        ["XML needs a path"] = ["issue-1943:1"],
        ["a quote has to be closed"] = ["issue-1831:0", "issue-1831:1", "issue-1960:0", "rule-920200:0"],
        ["a collection that no rule opens stays empty"] = ["issue-1831:2"],
        ["SecAction needs an id"] = ["issue-2296:9", "secaction:0", "secmarker:0", "secmarker:1"],
        ["no program is run; the host may have an inspector of files"] = ["operator-inpectFile:1", "operator-inpectFile:2"],
        ["a pattern that is none is an error"] = ["operator-rx:2"],
        ["patterns run in linear time and need no match limit"] = ["operator-rx:3", "operator-rx:4", "operator-rx:5"],
        ["the debug log leaves out line breaks"] = ["request-body-parser-multipart-crlf:0"],
        ["a boundary has at most 70 chars (RFC 2046)"] = ["variable-MULTIPART_STRICT_ERROR:5"],
        ["UNIQUE_ID is a hexadecimal number"] = ["variable-UNIQUE_ID:0"],
        ["WEBAPPID is 'default', as in ModSecurity v2"] = ["variable-WEBAPPID:0"],
    };

    [Fact]
    public void ModSecurity_ItsRegressionTests_AgreeButTheKnown()
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        if (string.IsNullOrEmpty(folder))
        {
            Assert.Skip($"{FolderVariable} names no checkout of ModSecurity.");
        }

        RegressionCase[] cases = [.. RegressionCase.LoadAll(Path.Combine(Path.GetFullPath(folder), "test")).Where(static item => Resources.Contains(item.Resource))];
        SortedDictionary<string, string> failures = new(StringComparer.Ordinal);
        foreach (RegressionCase item in cases)
        {
            if (Judge(item) is string failure)
            {
                failures.Add(item.Id, failure);
            }
        }

        string[] logs = [.. cases.Select(static item => item.ExpectedDebugLog).Where(static log => log.Length > 0)];
        output.WriteLine($"passed {cases.Length - failures.Count} of {cases.Length}; {logs.Count(DebugLogMarkers().IsMatch)} of {logs.Length} debug logs are comparable");
        foreach ((string id, string failure) in failures)
        {
            output.WriteLine($"{id}: {failure}");
        }

        Assert.InRange(cases.Length, LeastCases, int.MaxValue);
        Assert.Equal(Known.Values.SelectMany(static ids => ids).Intersect(cases.Select(static item => item.Id)).Order(StringComparer.Ordinal), failures.Keys);
    }

    private static string? Judge(RegressionCase item)
    {
        RuleSetLoadResult loaded = Load(item, isPlain: false);
        if (item.ExpectedParserError.Length > 0)
        {
            return loaded.RuleSet is null ? null : $"loaded, expected {item.ExpectedParserError}";
        }

        if (loaded.RuleSet is null)
        {
            return "not loaded: " + string.Join(" | ", loaded.Diagnostics.Where(static diagnostic => diagnostic.Severity == RuleDiagnosticSeverity.Error));
        }

        using Transaction transaction = loaded.RuleSet.CreateTransaction();
        int status = Run(transaction, item);
        if (status != item.ExpectedStatus)
        {
            return $"status {status}, expected {item.ExpectedStatus}; {transaction.Interruption?.Reason} {transaction.EngineError}";
        }

        string log = string.Join('\n', transaction.Matches.Select(static match => match.ToLogLine()));
        return transaction.EngineError is not null ? "engine error: " + transaction.EngineError
            : !References().IsMatch(item.ExpectedErrorLog) && !Matches(log, item.ExpectedErrorLog) ? $"log lacks {item.ExpectedErrorLog}: {log}"
            : DebugLogMarkers().IsMatch(item.ExpectedDebugLog) ? JudgeTrace(item)
            : null;
    }

    private static string? JudgeTrace(RegressionCase item)
    {
        RuleSet rules = Load(item, isPlain: true).RuleSet!;
        RuleTrace trace = new(rules, BodyProbeId);
        using Transaction transaction = rules.CreateTransaction();
        int status = Run(transaction, item);
        foreach (RuleMatch match in transaction.Matches)
        {
            trace.Add("Saving msg: " + match.Message);
            trace.Add("Rule tag: " + string.Join("\nRule tag: ", match.Tags));
        }

        _ = transaction.TryGetVariable("edge_error", out string error);
        trace.Add(error);
        _ = transaction.TryGetVariable("edge_body", out string arguments);
        foreach (string argument in arguments.Split('\u0001', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = argument.Split('\u0002');
            string name = parts[0].Split(':', 2) is [_, string key] ? key : ""; // ARGS_POST:a
            trace.Add($"Adding request argument (BODY): name \"{name}\", value \"{parts[1]}\"");
            trace.Add($"name: {name}, variable: {parts[1]}");
        }

        string wanted = VariableKey().Replace(item.ExpectedDebugLog, "$1").Replace(@"\[9\] ", "", StringComparison.Ordinal);
        return status != item.ExpectedStatus ? $"status {status} of the plain engine"
            : Matches(trace.ToString(), wanted) ? null
            : $"trace lacks {wanted}: {trace.ToString().ReplaceLineEndings(" / ")}";
    }

    private static RuleSetLoadResult Load(RegressionCase item, bool isPlain) => RuleSet.Load(new RuleSetOptions
    {
        Prologue = Settings + (isPlain ? BodyProbe : "") + item.Rules,
        Limits = TestRules.Unhurried,
        OnBodyError = EngineErrorPolicy.Pass,
        OnEngineError = EngineErrorPolicy.Pass,
        IsPlain = isPlain,
    });

    private static int Run(Transaction transaction, RegressionCase item)
    {
        transaction.SetConnection(item.Client.Address, item.Client.Port, item.Server.Address, item.Server.Port);
        transaction.SetRequestLine(item.Method, item.Target, item.Protocol);
        foreach ((string name, string value) in item.RequestHeaders)
        {
            transaction.AddRequestHeader(name, value);
        }

        transaction.ProcessRequestHeaders();
        transaction.AppendRequestBody(item.RequestBody);
        transaction.ProcessRequestBody();
        transaction.SetResponseLine(transaction.Interruption?.Status ?? 200, item.ResponseProtocol);
        foreach ((string name, string value) in item.ResponseHeaders)
        {
            transaction.AddResponseHeader(name, value);
        }

        transaction.ProcessResponseHeaders();
        transaction.AppendResponseBody(item.ResponseBody);
        transaction.ProcessResponseBody();
        transaction.ProcessLogging();
        return transaction.Interruption?.Status ?? 200;
    }

    private static bool Matches(string log, string pattern) => Regex.IsMatch(log, pattern, RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.Multiline);

    [GeneratedRegex("Target value|Rule returned|Saving msg|Rule tag|Added (?!data|file)|Executing operator|Adding request argument|^name: |^(Final|Multiple|Invalid) boundar(?!.*quoted)|boundary missing|header missing|art header|^Invalid Content-Disposition|limit exceeded|bigger than|t:[a-z]")]
    private static partial Regex DebugLogMarkers();

    /// <summary>What follows the variable's name in <c>(Variable: ARGS:a)</c>: the trace knows the name alone.</summary>
    [GeneratedRegex("""(Variable\\?: ?[A-Z_]+)[^"]*?(?=\[\\s\\S\]|$)""")]
    private static partial Regex VariableKey();

    /// <summary>Offsets of what matched, <c>o0,4v12,4</c>, which the engine's log lines do not have.</summary>
    [GeneratedRegex("o[0-9]+,[0-9]+|v[0-9]+,[0-9]+|ref ")]
    private static partial Regex References();
}
