using Edge.Rules;
using Edge.Tests.Rules.Crs;
using Edge.Tests.TestKit;

namespace Edge.Tests.Rules.Execution;

/// <summary>What a benign request costs, in bytes and in operators run: neither depends on the machine.</summary>
public sealed class AllocationTests
{
    private const int WarmUps = 300;
    private const long MaxBytes = 2_048;

    /// <summary>Of some 400 rules of phases 1 and 2, on 40 values: what is left is counters, flags and single headers.</summary>
    private const long MaxOperatorRuns = 300;

    private static readonly (string Name, string Value)[] Browser =
    [
        ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"),
        ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"),
        ("Accept-Language", "en-GB,en;q=0.9,fr;q=0.7"),
        ("Accept-Encoding", "gzip, deflate, br"),
        ("Referer", "https://shop.example.org/catalogue/page-2"),
        ("Cookie", "session=5f0c1d9be1f24c6d8d77a0c3b1e2f345; theme=light; visits=42"),
        ("Upgrade-Insecure-Requests", "1"),
    ];

    [Fact]
    public void BrowserRequest_AgainstCoreRuleSet_AllocatesLittleAndRunsFewOperators()
    {
        RuleSet rules = CoreRuleSet.LoadValid("SecRuleEngine On\n");
        for (int round = 0; round < WarmUps; round++)
        {
            Run(rules);
        }

        long operators = 0;
        Assert.InRange(Allocations.Of(() => operators = Run(rules)), 0, MaxBytes); // The least of some runs: a collection may empty the shared pools before one.
        Assert.InRange(operators, 1, MaxOperatorRuns);
    }

    [Fact]
    public void JsonOfManyLeaves_AgainstCoreRuleSet_RunsFewOperatorsPerLeaf()
    {
        RuleSet rules = CoreRuleSet.LoadValid("SecRuleEngine On\n");
        const int Leaves = 320;
        const int MaxRunsPerLeaf = 10; // Detectors, lengths, bytes and encodings look at every value; about 400 regexes do not.
        string json = "[" + string.Join(',', Enumerable.Range(0, Leaves).Select(static index => $"{{\"sku\":\"a{index}\"}}")) + "]";
        using Transaction transaction = TestRules.Run(rules, "/api/orders", "POST", "application/json", json, [.. Browser]);
        Assert.Null(transaction.Interruption);
        Assert.InRange(transaction.OperatorRuns, 1, MaxOperatorRuns + (Leaves * MaxRunsPerLeaf));
    }

    private static long Run(RuleSet rules)
    {
        using Transaction transaction = rules.CreateTransaction();
        transaction.SetConnection("192.0.2.1", 40000, "192.0.2.2", 443);
        transaction.SetRequestLine("GET", "/?id=3517", "HTTP/1.1");
        transaction.AddRequestHeader("Host", "shop.example.org");
        foreach ((string name, string value) in Browser)
        {
            transaction.AddRequestHeader(name, value);
        }

        Interruption? interruption = transaction.ProcessRequestHeaders() ?? transaction.ProcessRequestBody();
        transaction.SetResponseLine(200, "HTTP/1.1");
        transaction.AddResponseHeader("Content-Type", "text/html; charset=utf-8");
        interruption ??= transaction.ProcessResponseHeaders() ?? transaction.ProcessResponseBody();
        transaction.ProcessLogging();
        Assert.Null(interruption);
        return transaction.OperatorRuns;
    }
}
