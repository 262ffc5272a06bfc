using Edge.Rules;

namespace Edge.Tests.Rules.Execution;

public sealed class RuleSemanticsTests
{
    [Theory]
    [InlineData("SecRule ARGS:a \"@streq x\" \"id:1\"", "/?a=x", "1")]
    [InlineData("SecRule ARGS:A \"@streq x\" \"id:1\"", "/?a=x", "1")] // Selectors ignore case.
    [InlineData("SecRule ARGS|!ARGS:a \"@streq x\" \"id:1\"", "/?a=x", "")]
    [InlineData("SecRule ARGS|!ARGS:/^a/ \"@streq x\" \"id:1\"", "/?abc=x", "")]
    [InlineData("SecRule ARGS:/^A/ \"@streq x\" \"id:1\"", "/?abc=x&b=y", "1")]
    [InlineData("SecRule &ARGS \"@eq 2\" \"id:1\"", "/?a=1&b=2", "1")]
    [InlineData("SecRule &ARGS:a \"@eq 2\" \"id:1\"", "/?a=1&b=2&a=3", "1")]
    [InlineData("SecRule ARGS_NAMES \"@streq a\" \"id:1\"", "/?a=x", "1")]
    [InlineData("SecRule ARGS \"!@rx ^[a-z]+$\" \"id:1\"", "/?a=abc", "")]
    [InlineData("SecRule ARGS \"!@rx ^[a-z]+$\" \"id:1\"", "/?a=ab1", "1")]
    [InlineData("SecRule ARGS \"^ab\" \"id:1\"", "/?a=abc", "1")] // No operator's name means @rx.
    [InlineData("SecRule ARGS \"@streq abc\" \"id:1,t:lowercase,t:removeWhitespace\"", "/?a=A+B+C", "1")]
    [InlineData("SecRule ARGS \"@streq ABC\" \"id:1,t:lowercase,t:none\"", "/?a=ABC", "1")]
    [InlineData("SecRule ARGS \"@streq AB\" \"id:1,t:lowercase,multiMatch\"", "/?a=AB", "1")]
    [InlineData("SecRule ARGS \"@streq AB\" \"id:1,t:lowercase\"", "/?a=AB", "")]
    [InlineData("SecRule REQUEST_URI \"@streq /p?a=b\" \"id:1\"", "/p?a=b", "1")]
    [InlineData("SecRule REQUEST_FILENAME \"@streq /p/q.x\" \"id:1\"\nSecRule REQUEST_BASENAME \"@streq q.x\" \"id:2\"", "/p/q.x?a", "1 2")]
    [InlineData("SecRule ARGS \"@streq a b\" \"id:1\"", "/?x=a%20b", "1")]
    [InlineData("SecRule REQUEST_METHOD \"@within GET HEAD\" \"id:1\"", "/", "1")]
    [InlineData("SecRule REMOTE_ADDR \"@ipMatch 192.0.2.0/24\" \"id:1\"", "/", "1")]
    [InlineData("SecRule SERVER_NAME \"@streq shop.example.org\" \"id:1\"", "/", "1")]
    [InlineData("SecAction \"id:1,setvar:tx.a=5\"\nSecRule TX:a \"@eq 5\" \"id:2\"", "/", "1 2")]
    [InlineData("SecAction \"id:1,nolog,setvar:tx.a=5,setvar:tx.a=+3,setvar:tx.a=-1\"\nSecRule TX:A \"@eq 7\" \"id:2\"", "/", "2")]
    [InlineData("SecAction \"id:1,nolog,setvar:tx.a=5,setvar:!tx.a\"\nSecRule &TX:a \"@eq 0\" \"id:2\"", "/", "2")]
    [InlineData("SecAction \"id:1,nolog,setvar:tx.b=4,setvar:tx.a=+%{tx.b}\"\nSecRule TX:a \"@eq %{tx.b}\" \"id:2\"", "/", "2")]
    [InlineData("SecRule ARGS \"@rx x\" \"id:1,nolog,setvar:tx.hits=+1\"\nSecRule TX:hits \"@eq 2\" \"id:2\"", "/?a=x&b=x&c=y", "2")] // Once for each value.
    [InlineData("SecRule ARGS \"@rx (b+)\" \"id:1,nolog,capture,setvar:'tx.got=%{tx.1}'\"\nSecRule TX:got \"@streq bb\" \"id:2\"", "/?x=abbc", "2")]
    [InlineData("SecRule ARGS:a \"@rx .\" \"id:1,chain\"\nSecRule ARGS:b \"@rx .\"", "/?a=1&b=2", "1")]
    [InlineData("SecRule ARGS:a \"@rx .\" \"id:1,chain\"\nSecRule ARGS:b \"@rx .\"", "/?a=1", "")]
    [InlineData("SecRule ARGS \"@rx ^x\" \"id:1,chain\"\nSecRule MATCHED_VARS_NAMES \"@streq ARGS:b\"", "/?a=x&b=xx", "1")]
    [InlineData("SecRule ARGS \"@rx ^x\" \"id:1,chain\"\nSecRule MATCHED_VAR \"@streq xy\"", "/?a=xy", "1")]
    [InlineData("SecAction \"id:1,nolog,skipAfter:END\"\nSecAction \"id:2\"\nSecMarker END\nSecAction \"id:3\"", "/", "3")]
    [InlineData("SecAction \"id:1,nolog,skip:1\"\nSecAction \"id:2\"\nSecAction \"id:3\"", "/", "3")]
    [InlineData("SecAction \"id:1,nolog,ctl:ruleRemoveById=2-3\"\nSecAction \"id:2\"\nSecAction \"id:3\"\nSecAction \"id:4\"", "/", "4")]
    [InlineData("SecAction \"id:1,nolog,ctl:ruleRemoveByTag=x\"\nSecAction \"id:2,tag:x\"\nSecAction \"id:3,tag:xy\"", "/", "3")]
    [InlineData("SecAction \"id:1,nolog,ctl:ruleRemoveTargetById=2;ARGS:a\"\nSecRule ARGS \"@rx x\" \"id:2\"\nSecRule ARGS \"@rx x\" \"id:3\"", "/?a=x", "3")]
    [InlineData("SecAction \"id:1,nolog,ctl:ruleRemoveTargetByTag=t;ARGS:/^a/\"\nSecRule ARGS \"@rx x\" \"id:2,tag:t\"", "/?ab=x", "")]
    [InlineData("SecAction \"id:1,nolog,ctl:ruleEngine=Off\"\nSecAction \"id:2\"", "/", "")]
    [InlineData("SecRule ARGS x \"id:1\"\nSecRuleUpdateTargetById 1 !ARGS:a", "/?a=x", "")]
    [InlineData("SecRule ARGS x \"id:1,tag:t\"\nSecRuleUpdateTargetByTag t REQUEST_HEADERS:Host", "/?b=x", "1")]
    [InlineData("SecAction \"id:1,msg:'a'\"\nSecAction \"id:2,msg:'b'\"\nSecRuleRemoveByMsg a", "/", "2")]
    [InlineData("SecAction \"id:1\"\nSecRuleUpdateActionById 1 nolog", "/", "")]
    [InlineData("SecDefaultAction \"phase:2,nolog,pass\"\nSecAction \"id:1\"\nSecAction \"id:2,log\"", "/", "2")]
    [InlineData("SecDefaultAction \"phase:2,log,pass,t:lowercase\"\nSecRule ARGS \"@streq ab\" \"id:1\"\nSecRule ARGS \"@streq ab\" \"id:2,t:none\"", "/?a=AB", "1")]
    [InlineData("SecRule ARGS \"@pm alpha beta\" \"id:1\"", "/?a=xBETAx", "1")]
    [InlineData("SecRule TX:/^x_/ \"@streq 1\" \"id:2\"\nSecAction \"id:1,phase:1,nolog,setvar:tx.x_%{request_method}=1\"", "/", "2")]
    [InlineData("SecAction \"id:1,nolog,setenv:A=b\"\nSecRule ENV:A \"@streq b\" \"id:2\"", "/", "2")]
    [InlineData("SecRule RULE:id \"@eq 9\" \"id:9\"", "/", "9")]
    [InlineData("SecRule RULE:logdata \"@streq of GET\" \"id:9,logdata:'of %{REQUEST_METHOD}'\"", "/", "9")]
    [InlineData("SecRule ARGS x \"id:7,nolog,msg:'in %{MATCHED_VAR_NAME}',chain\"\nSecRule ARGS x \"setvar:'tx.t=%{RULE.id} %{RULE.msg}'\"\nSecRule TX:t \"@streq 7 in ARGS:a\" \"id:8\"", "/?a=x", "8")]
    [InlineData("SecAction \"id:1,nolog,msg:'a %{RULE.msg}',setvar:'tx.t=%{RULE.msg}'\"\nSecRule TX:t \"@beginsWith a a %\" \"id:2\"", "/", "2")] // Its own msg stands as written.
    [InlineData("SecAction \"id:1,nolog\"\nSecRule &RULE:msg|&RULE:rev|&RULE:severity \"!@eq 0\" \"id:2\"", "/", "")]
    [InlineData("SecRule ARGS:a \"@streq %{ARGS:/^B/}\" \"id:1\"", "/?c=z&bb=x&a=x", "1")]
    [InlineData("SecRule ARGS:a \"@streq %{TX:/^allow/}\" \"id:2\"\nSecAction \"id:1,phase:1,nolog,setvar:tx.allowed=x\"", "/?a=x", "2")]
    [InlineData("SecRule ARGS \"@rx ^x\" \"id:1,nolog,chain\"\nSecRule ARGS:c \"@streq %{MATCHED_VARS:/:b$/}\" \"setvar:tx.ok=1\"\nSecRule TX:ok 1 \"id:2\"", "/?a=x1&b=x2&c=x2", "2")]
    [InlineData("SecAction \"id:1,nolog,severity:CRITICAL\"\nSecRule HIGHEST_SEVERITY \"@eq 2\" \"id:2\"", "/", "2")]
    [InlineData("SecRule URLENCODED_ERROR|MSC_PCRE_ERROR|MSC_PCRE_LIMITS_EXCEEDED \"!@streq 0\" \"id:1\"", "/?a=b", "")]
    [InlineData("SecAction \"id:1,nolog,ctl:ruleRemoveTargetById=2;ARGS:a\"\nSecRule REQUEST_METHOD GET \"id:2,chain\"\nSecRule ARGS x", "/?a=x", "")] // Of the whole chain.
    [InlineData("SecAction \"id:1,nolog,ctl:ruleRemoveTargetByMsg=m;ARGS:/^a/\"\nSecRule REQUEST_METHOD GET \"id:2,msg:'m',chain\"\nSecRule ARGS x", "/?ab=x", "")]
    [InlineData("SecAction \"id:1,nolog,ctl:ruleRemoveTargetByTag=t;ARGS:a\"\nSecRule REQUEST_METHOD GET \"id:2,tag:t,chain\"\nSecRule ARGS x", "/?a=x&b=x", "2")]
    [InlineData("SecRule ARGS:k[v] \"@streq %{ARGS.l[]}\" \"id:1\"", "/?k[v]=x&l[]=x", "1")]
    [InlineData("SecRule ARGS x \"id:1,nolog\"\nSecRule MATCHED_VARS|MATCHED_VAR \"@rx .\" \"id:2\"", "/?a=x", "")] // Each rule begins anew.
    [InlineData("SecAction \"id:1,nolog,skip:1\"\nSecAction \"id:2,phase:1\"\nSecAction \"id:3\"\nSecAction \"id:4\"", "/", "2 4")] // Of its own phase.
    [InlineData("SecAction \"id:1,phase:1,allow\"\nSecAction \"id:2,phase:1,deny\"", "/", "1 2")] // What only detects lets nothing by.
    [InlineData("SecAction \"id:1,chain\"\nSecAction \"chain\"\nSecRule ARGS x", "/?a=x", "1")]
    [InlineData("SecRule REMOTE_PORT \"!\" \"id:1\"", "/", "")]
    [InlineData("SecRule ARGS \"@rx \\.\\./\" \"id:1,nolog,t:urlDecodeUni,t:removeNulls,t:cmdLine,multiMatch,setvar:tx.n=+1\"\nSecRule TX:n \"@eq 1\" \"id:2\"", "/?f=../../x", "2")] // What is not changed is not matched once more.
    [InlineData("SecRule ARGS \"@rx (?i)ab\" \"id:1,nolog,t:lowercase,multiMatch,setvar:tx.n=+1\"\nSecRule TX:n \"@eq 2\" \"id:2\"", "/?f=AB", "2")]
    [InlineData("SecRule QUERY_STRING \"@streq a=%31\" \"id:1\"", "/?a=%31", "1")]
    [InlineData("SecRule URLENCODED_ERROR \"@eq 1\" \"id:1\"", "/?a=%zz", "1")]
    public void Rule_OnRequest_MatchesAsTheManualSays(string rules, string target, string expected)
    {
        Assert.Equal(expected, TestRules.Match(rules, target));
        using Transaction plain = TestRules.Run(TestRules.Load("SecRuleEngine DetectionOnly\n" + rules, new RuleSetOptions { IsPlain = true }), target);
        Assert.Equal(expected, TestRules.Ids(plain));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "a=x&b=y", "SecRule ARGS_POST:a \"@streq x\" \"id:1\"")]
    [InlineData("application/json", "{\"a\":[1,{\"b\":\"x\"}]}", "SecRule ARGS \"@streq x\" \"id:1\"")]
    [InlineData("application/json", "{\"a\":", "SecRule REQBODY_ERROR \"@eq 1\" \"id:1\"")]
    [InlineData("text/xml", "<a b=\"x\">y</a>", "SecRule XML://@* \"@streq x\" \"id:1\"")]
    [InlineData("text/xml", "<a><b>x</b></a>", "SecRule XML:/a/b \"@streq x\" \"id:1\"")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.php\"\r\n\r\n12345\r\n--b--\r\n", "SecRule FILES \"@endsWith .php\" \"id:1,chain\"\nSecRule FILES_COMBINED_SIZE \"@eq 5\"")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"g\"; filename=\"y\"\r\n\r\n2\r\n--b--\r\n", "SecUploadFileLimit 1\nSecRule MULTIPART_FILE_LIMIT_EXCEEDED \"@eq 1\" \"id:1\"")]
    [InlineData("text/plain", "hello", "SecRule REQUEST_BODY \"@streq hello\" \"id:1\"")]
    public void Body_OfEachKind_IsSeenByRules(string contentType, string body, string rules) =>
        Assert.Equal("1", TestRules.Match(RecommendedRules.BodyProcessors + rules, "/", "POST", contentType, body));

    [Theory]
    [InlineData("", "2")]
    [InlineData("SecParseXmlIntoArgs On", "1 2")]
    [InlineData("SecParseXmlIntoArgs OnlyArgs", "1")]
    [InlineData("SecParseXmlIntoArgs OnlyArgs\nSecAction \"id:9,phase:1,nolog,ctl:parseXmlIntoArgs=Off\"", "2")]
    [InlineData("SecAction \"id:9,phase:1,nolog,ctl:parseXmlIntoArgs=On\"", "1 2")]
    public void XmlElements_AreArgumentsWhenAskedFor(string settings, string expected)
    {
        string rules = $"{RecommendedRules.BodyProcessors}{settings}\nSecRule ARGS:xml.a.b \"@streq x\" \"id:1\"\nSecRule XML:/* \"@streq x\" \"id:2\"\nSecRule ARGS_POST x \"id:3\"";
        Assert.Equal(expected, TestRules.Match(rules, "/", "POST", "text/xml", "<a><b>x</b></a>"));
    }

    [Theory]
    [InlineData("deny", InterruptionAction.Deny, 403)]
    [InlineData("deny,status:418", InterruptionAction.Deny, 418)]
    [InlineData("drop", InterruptionAction.Drop, 403)]
    [InlineData("redirect:https://x.example/?m=%{request_method}", InterruptionAction.Redirect, 302)]
    public void DisruptiveAction_WhenOn_Interrupts(string action, InterruptionAction expected, int status)
    {
        using Transaction transaction = TestRules.Run(TestRules.Load($"SecAction \"id:1,phase:1,{action}\"\nSecAction \"id:2,phase:1\""));
        Interruption interruption = Assert.IsType<Interruption>(transaction.Interruption);
        Assert.Equal((expected, status, 1), (interruption.Action, interruption.Status, interruption.RuleId));
        Assert.Equal(expected == InterruptionAction.Redirect ? "https://x.example/?m=GET" : null, interruption.RedirectTarget);
        Assert.Equal("1", TestRules.Ids(transaction));
        Assert.True(transaction.Matches[0].IsDisruptive);
    }

    [Fact]
    public void Block_MeansTheDefaultActionOfItsPhase()
    {
        const string Rules = "SecDefaultAction \"phase:1,log,deny,status:499\"\nSecAction \"id:1,phase:1,block\"";
        using Transaction transaction = TestRules.Run(TestRules.Load(Rules));
        Assert.Equal(499, transaction.Interruption?.Status);
    }

    [Theory]
    [InlineData("SecDefaultAction \"phase:1,block,deny,status:499\"\nSecAction \"id:1,phase:1,block\"", 499)]
    [InlineData("SecDefaultAction \"phase:1,deny,status:404\"\nSecAction \"id:1,phase:1,redirect:https://x.example/\"", 302)] // 404 redirects nobody.
    [InlineData("SecDefaultAction \"phase:1,deny,status:404\"\nSecAction \"id:1,phase:1,redirect:https://x.example/,status:307\"", 307)]
    [InlineData("SecRule REQUEST_METHOD GET \"id:1,phase:1,deny,status:404,chain\"\nSecRule REQUEST_METHOD GET \"status:418\"", 418)]
    [InlineData("SecRule REQUEST_METHOD GET \"id:1,phase:1,redirect:https://x.example/,chain\"\nSecRule REQUEST_METHOD GET \"status:404\"", 302)]
    public void Status_OfTheVerdict_IsWhatIsSaidLastAndFits(string rules, int expected)
    {
        using Transaction transaction = TestRules.Run(TestRules.Load(rules));
        Assert.Equal(expected, transaction.Interruption?.Status);
    }

    [Theory]
    [InlineData("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin")]
    [InlineData("basic  QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin")]
    [InlineData("Basic OnBhc3N3b3Jk", "")] // No name, only a password.
    [InlineData("Basic QWxhZGRpbg==", "")] // No colon.
    [InlineData("Basic !", "")]
    [InlineData("Basic", "")]
    [InlineData("Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "")]
    public void RemoteUser_IsTheNameOfBasicCredentials(string authorization, string expected)
    {
        using Transaction transaction = TestRules.Run(
            TestRules.Load("SecAction \"id:1,phase:1,setvar:'tx.user=%{REMOTE_USER}'\""), headers: ("Authorization", authorization));
        Assert.True(transaction.TryGetVariable("user", out string user));
        Assert.Equal(expected, user);
    }

    [Theory]
    [InlineData("@rx ^x+$", "^x+$")]
    [InlineData("@rx ^%{ARGS.b}$", "^xx$")]
    [InlineData("@streq %{ARGS.b}", "xx")]
    [InlineData("^x", "^x")]
    public void Match_TellsItsOperatorsArgument(string operation, string expected)
    {
        using Transaction transaction = TestRules.Run(TestRules.Load($"SecRule ARGS:a \"{operation}\" \"id:1\""), "/?a=xx&b=xx");
        Assert.Equal(expected, Assert.Single(transaction.Matches).OperatorArgument);
    }

    [Fact]
    public void Match_OfAChain_TellsWhatItsLastRulesSay()
    {
        const string Rules = "SecRule ARGS:a x \"id:1,msg:'first',logdata:'of %{MATCHED_VAR}',chain\"\nSecRule ARGS:b y \"msg:'second %{MATCHED_VAR_NAME}',chain\"\nSecRule ARGS:c z";
        using Transaction transaction = TestRules.Run(TestRules.Load(Rules), "/?a=x&b=y&c=zz");
        RuleMatch match = Assert.Single(transaction.Matches);
        Assert.Equal(("second ARGS:c", "of zz", "ARGS:c"), (match.Message, match.LogData, match.VariableName));
    }

    [Theory]
    [InlineData("", "SecAction id:1,nolog", false)]
    [InlineData("", "SecAction id:1", true)]
    [InlineData("SecAuditEngine On", "SecAction id:1,nolog", true)]
    [InlineData("", "SecAction id:1,nolog,auditlog", true)]
    [InlineData("", "SecAction id:1,log,noauditlog", false)]
    [InlineData("SecAuditEngine Off", "SecAction id:1", false)]
    [InlineData("SecAuditEngine Off", "SecAction id:1,ctl:auditEngine=On", true)]
    public void Audit_IsWantedAsTheRulesSay(string settings, string rule, bool expected)
    {
        using Transaction transaction = TestRules.Run(TestRules.Load(settings + "\n" + rule));
        Assert.Equal(expected, transaction.IsRelevantForAudit);
    }

    [Fact]
    public void DetectionOnly_RecordsAndNeverInterrupts()
    {
        using Transaction transaction = TestRules.Run(TestRules.Load("SecRuleEngine DetectionOnly\nSecAction \"id:1,phase:1,deny\"\nSecAction \"id:2\""));
        Assert.Null(transaction.Interruption);
        Assert.Equal("1 2", TestRules.Ids(transaction));
    }

    [Theory]
    [InlineData("allow", "1")]
    [InlineData("allow:request", "1")]
    [InlineData("allow:phase", "1 3")]
    public void Allow_SkipsWhatItSays(string allow, string expected)
    {
        using Transaction transaction = TestRules.Run(TestRules.Load($"SecAction \"id:1,phase:1,{allow}\"\nSecAction \"id:2,phase:1\"\nSecAction \"id:3,phase:2\""));
        Assert.Equal(expected, TestRules.Ids(transaction));
    }

    [Fact]
    public void Match_LogLine_HasTheFormOfModSecurity()
    {
        using Transaction transaction = TestRules.Run(
            TestRules.Load("SecRule ARGS \"@contains <\" \"id:7,rev:2,msg:'Found %{MATCHED_VAR_NAME}',logdata:'%{MATCHED_VAR}',severity:CRITICAL,tag:a/b,ver:v1\""), "/p?q=%3c%22\u00e9");
        transaction.SetUniqueId("u1");
        Assert.StartsWith(
            "ModSecurity: Warning. Matched \"Operator `Contains' with parameter `<' against variable `ARGS:q' (Value: `<\"\\xe9' ) [file \"<prologue>\"] [line \"1\"] "
            + "[id \"7\"] [rev \"2\"] [msg \"Found ARGS:q\"] [data \"<\\\"\\xe9\"] [severity \"2\"] [ver \"v1\"] [maturity \"0\"] [accuracy \"0\"] [tag \"a/b\"] "
            + "[hostname \"shop.example.org\"] [uri \"/p\"] [unique_id \"",
            Assert.Single(transaction.Matches).ToLogLine(), StringComparison.Ordinal);
    }
}
