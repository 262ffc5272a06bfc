using Edge.Rules;
using Edge.Rules.Collections;

namespace Edge.Tests.Rules.Collections;

public sealed class PersistentCollectionTests
{
    private const string Counting = """
        SecCollectionTimeout 100
        SecAction "id:1,phase:1,nolog,pass,initcol:ip=%{REMOTE_ADDR},setvar:ip.hits=+1,expirevar:ip.hits=60"
        SecRule IP:hits "@ge 3" "id:2,phase:1,pass"
        """;

    [Fact]
    public void Counter_OfAnAddress_LivesFromRequestToRequestUntilItExpires()
    {
        ManualTime time = new();
        RuleSet rules = TestRules.Load(Counting, new RuleSetOptions { TimeProvider = time });
        Assert.Equal(["", "", "2", "2"], Enumerable.Range(0, 4).Select(_ => Run(rules)).ToArray());
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("", Run(rules));
    }

    [Fact]
    public void SessionOfACookie_IsNamedBySetsid()
    {
        RuleSet rules = TestRules.Load("""
            SecRule REQUEST_COOKIES:sid "@rx ^(.+)$" "id:1,phase:1,nolog,pass,capture,setsid:%{tx.1},setvar:session.seen=+1"
            SecRule SESSION:seen "@eq 2" "id:2,phase:1,pass"
            SecRule SESSIONID "@streq b" "id:3,phase:1,pass"
            """);
        Assert.Equal(["", "2", "3", ""], "aabc".Select(sid => Run(rules, ("Cookie", "sid=" + sid))).ToArray());
    }

    [Fact]
    public void Store_BeforeInitcol_IsNotWritten()
    {
        RuleSet rules = TestRules.Load("SecAction \"id:1,nolog,setvar:ip.a=1\"\nSecRule &IP:a \"@eq 0\" \"id:2\"\nSecAction \"id:3,nolog,initcol:ip=a\"");
        Assert.Equal("2", Run(rules));
    }

    [Fact]
    public void MemoryCollections_OverTheirRoom_DropTheEldest()
    {
        ManualTime time = new();
        MemoryCollections store = new(time);
        for (int index = 0; index < 100_010; index++)
        {
            store.Set("ip", index.ToString(System.Globalization.CultureInfo.InvariantCulture), "a", "1", TimeSpan.FromSeconds(10 + (index / 1000)));
        }

        Assert.False(store.TryGet("ip", "0", "a", out _));
        Assert.True(store.TryGet("ip", "100009", "a", out _));
    }

    [Fact]
    public async Task MemoryCollections_Add_LosesNothingBetweenThreads()
    {
        MemoryCollections store = new(TimeProvider.System);
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), TestContext.Current.CancellationToken, (_, _) =>
        {
            store.Add("global", "k", "n", 1, TimeSpan.FromHours(1));
            return ValueTask.CompletedTask;
        });
        Assert.True(store.TryGet("global", "k", "n", out string value));
        Assert.Equal("1000", value);
    }

    private static string Run(RuleSet rules, params (string Name, string Value)[] headers)
    {
        using Transaction transaction = TestRules.Run(rules, headers: headers);
        return TestRules.Ids(transaction);
    }
}
