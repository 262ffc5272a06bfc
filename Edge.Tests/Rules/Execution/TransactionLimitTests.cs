using System.Text;
using Edge.Rules;

namespace Edge.Tests.Rules.Execution;

/// <summary>What is over a limit is answered by the policy, and never passes uninspected by default.</summary>
public sealed class TransactionLimitTests
{
    private const string Rules = "SecRule ARGS \"@contains attack\" \"id:1,deny\"";

    [Fact]
    public void QueryArguments_OverTheLimit_AreBlockedByDefault()
    {
        string query = "/?" + string.Join('&', Enumerable.Range(0, 50).Select(static index => $"a{index}=x"));
        RuleLimits limits = new() { MaxArguments = 10 };
        using Transaction blocked = TestRules.Run(TestRules.Load(Rules, new RuleSetOptions { Limits = limits }), query);
        Assert.Equal(403, blocked.Interruption?.Status);
        Assert.NotNull(blocked.EngineError);
        using Transaction passed = TestRules.Run(TestRules.Load(Rules, new RuleSetOptions { Limits = limits, OnEngineError = EngineErrorPolicy.Pass }), query);
        Assert.Null(passed.Interruption);
        Assert.NotNull(passed.EngineError);
    }

    [Theory]
    [InlineData("application/json", "{\"a\":")]
    [InlineData("multipart/form-data; boundary=b", "no boundary")]
    [InlineData("text/xml", "<a><b></a>")]
    public void Body_ThatCannotBeParsed_IsBlockedByDefault(string contentType, string body)
    {
        string rules = RecommendedRules.BodyProcessors + Rules;
        using Transaction blocked = TestRules.Run(TestRules.Load(rules), "/", "POST", contentType, body);
        Assert.Equal(400, blocked.Interruption?.Status);
        using Transaction passed = TestRules.Run(TestRules.Load(rules, new RuleSetOptions { OnBodyError = EngineErrorPolicy.Pass }), "/", "POST", contentType, body);
        Assert.Null(passed.Interruption);
    }

    [Fact]
    public void RequestBody_OverTheLimit_IsRejected()
    {
        RuleSet rules = TestRules.Load("SecRequestBodyLimit 10\n" + Rules);
        using Transaction transaction = rules.CreateTransaction();
        transaction.SetRequestLine("POST", "/", "HTTP/1.1");
        transaction.ProcessRequestHeaders();
        Assert.Equal(BodyAppendResult.Accepted, transaction.AppendRequestBody("0123456789"u8));
        Assert.Equal(BodyAppendResult.Rejected, transaction.AppendRequestBody("x"u8));
        Assert.Equal(413, transaction.Interruption?.Status);
    }

    [Theory]
    [InlineData("application/json", "[1,2,3,4,5]", false)]
    [InlineData("application/x-www-form-urlencoded", "a=123456789", false)]
    [InlineData("text/plain", "12345678901", false)]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n", false)]
    [InlineData("application/json", "[1,2,3,4]", true)]
    [InlineData("text/plain", "1234567890", true)]
    public void RequestBody_OverTheLimitWithoutFiles_IsRejectedUnlessProcessPartial(string type, string body, bool fits)
    {
        const string Settings = "SecRequestBodyNoFilesLimit 10\n" + RecommendedRules.BodyProcessors;
        using Transaction rejected = TestRules.Run(TestRules.Load(Settings + Rules), contentType: type, body: body);
        Assert.Equal(fits ? null : 413, rejected.Interruption?.Status);
        using Transaction partial = TestRules.Run(TestRules.Load(Settings + "SecRequestBodyLimitAction ProcessPartial\nSecRule REQBODY_ERROR|MULTIPART_STRICT_ERROR \"@eq 1\" \"id:99,phase:2,deny\"\n" + Rules), contentType: type, body: body);
        Assert.Null(partial.Interruption);
    }

    [Fact]
    public void RequestBody_OverTheLimitWithProcessPartial_IsInspectedUpToIt()
    {
        RuleSet rules = TestRules.Load("SecRequestBodyLimit 8\nSecRequestBodyLimitAction ProcessPartial\n" + Rules);
        using Transaction transaction = rules.CreateTransaction();
        transaction.SetRequestLine("POST", "/", "HTTP/1.1");
        transaction.AddRequestHeader("Content-Type", "application/x-www-form-urlencoded");
        transaction.ProcessRequestHeaders();
        Assert.Equal(BodyAppendResult.Truncated, transaction.AppendRequestBody("a=attackmore"u8));
        Assert.Equal(1, transaction.ProcessRequestBody()?.RuleId);
    }

    [Fact]
    public void Matches_AreBounded_AndRulesGoOnScoring()
    {
        RuleSet rules = TestRules.Load("SecRule ARGS \"@rx .\" \"id:1,pass,setvar:tx.n=+1\"\n" + string.Concat(
            Enumerable.Range(2, 30).Select(static id => $"SecAction \"id:{id},pass,setvar:tx.n=+1\"\n")), new RuleSetOptions { Limits = new RuleLimits { MaxMatches = 5, MaxMatchedValues = 3 } });
        using Transaction transaction = TestRules.Run(rules, "/?" + string.Join('&', Enumerable.Range(0, 20).Select(static index => $"a{index}=x")));
        Assert.Equal(5, transaction.Matches.Count);
        Assert.True(transaction.TryGetVariable("n", out string count));
        Assert.Equal("50", count);
    }

    [Fact]
    public void TxVariables_OverTheLimit_AreAnEngineError()
    {
        RuleSet rules = TestRules.Load("SecRule ARGS \"@rx .\" \"id:1,pass,nolog,setvar:tx.%{matched_var}=1\"", new RuleSetOptions { Limits = new RuleLimits { MaxTxVariables = 40 } });
        using Transaction transaction = TestRules.Run(rules, "/?" + string.Join('&', Enumerable.Range(0, 60).Select(static index => $"a={index}z")));
        Assert.Equal(403, transaction.Interruption?.Status);
    }

    [Fact]
    public void RegexOutOfItsTime_IsAnEngineError()
    {
        RuleSet rules = TestRules.Load("SecRule ARGS \"@rx ^(a+)+\\1!$\" \"id:1,pass\"", new RuleSetOptions { Limits = new RuleLimits { RegexTimeout = TimeSpan.FromMilliseconds(5) } });
        using Transaction transaction = TestRules.Run(rules, "/?a=" + new string('a', 4000) + "b!");
        Assert.Equal(403, transaction.Interruption?.Status);
        Assert.Contains("rule 1", transaction.EngineError, StringComparison.Ordinal);
    }

    [Fact]
    public void Transaction_AfterDispose_ThrowsAndLeavesNothingToTheNext()
    {
        RuleSet rules = TestRules.Load("SecRule &ARGS|&TX:a|&REQUEST_COOKIES \"@gt 0\" \"id:1\"\nSecAction \"id:2,nolog,setvar:tx.a=1\"");
        Transaction first = TestRules.Run(rules, "/?x=1", headers: ("Cookie", "a=b"));
        Assert.Equal("1", TestRules.Ids(first));
        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => first.ProcessRequestHeaders());
        using Transaction second = TestRules.Run(rules);
        Assert.Same(first, second);
        Assert.Empty(second.Matches);
    }

    [Fact]
    public void Transaction_OfRandomBytes_NeverThrows()
    {
        RuleSet rules = TestRules.Load(RecommendedRules.BodyProcessors + Rules + "\nSecRule REQUEST_HEADERS|ARGS|ARGS_NAMES|XML:/*|XML://@*|REQUEST_BODY|FILES|MULTIPART_PART_HEADERS \"@detectSQLi\" \"id:2,pass,t:urlDecodeUni,t:htmlEntityDecode,t:jsDecode,t:cssDecode\"");
        Random random = new(3);
        string[] types = ["application/json", "text/xml", "multipart/form-data; boundary=b", "application/x-www-form-urlencoded", "x"];
        int interrupted = 0;
        for (int round = 0; round < 2_000; round++)
        {
            byte[] noise = new byte[random.Next(400)];
            random.NextBytes(noise);
            string text = Encoding.Latin1.GetString(noise);
            using Transaction transaction = TestRules.Run(rules, "/" + text, text.Length > 5 ? text[..5] : "POST", types[random.Next(types.Length)], text, (text, text), ("Cookie", text), ("Content-Encoding", random.Next(4) == 0 ? "gzip" : ""));
            interrupted += transaction.Interruption is null ? 0 : 1;
        }

        Assert.InRange(interrupted, 1, 2_000);
    }
}
