using Edge.Rules;
using Edge.Tests.Rules;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Waf;

/// <summary>The shipped compact rule set, loaded as the gateway loads it, without the Core Rule Set.</summary>
internal static class CompactRules
{
    private static readonly Lazy<RuleSet> Loaded = new(Load);

    public static RuleSet Set => Loaded.Value;

    public static IReadOnlyList<string> Files => [.. Directory.GetFiles(Repository.PathOf("config", "rules"), "edge-*.conf").Order(StringComparer.Ordinal)];

    /// <summary>Judges a request; the transaction is the caller's to dispose.</summary>
    public static Transaction Judge(string method, string target, string? contentType = null, string? body = null, params (string Name, string Value)[] headers)
    {
        Transaction transaction = Set.CreateTransaction();
        transaction.SetConnection("192.0.2.1", 40000, "192.0.2.2", 443);
        transaction.SetRequestLine(method, target, "HTTP/1.1");
        transaction.AddRequestHeader("Host", "acme.localhost");
        if (contentType is not null)
        {
            transaction.AddRequestHeader("Content-Type", contentType);
        }

        foreach ((string name, string value) in headers)
        {
            transaction.AddRequestHeader(name, value);
        }

        if (transaction.ProcessRequestHeaders() is null)
        {
            transaction.AppendRequestBody(System.Text.Encoding.UTF8.GetBytes(body ?? ""));
            transaction.ProcessRequestBody();
        }

        return transaction;
    }

    private static RuleSet Load()
    {
        RuleSetLoadResult result = RuleSet.Load(new RuleSetOptions { Prologue = RecommendedRules.BodyProcessors, Files = Files, Mode = RuleEngineMode.On, Limits = TestRules.Unhurried });
        Assert.Empty(result.Diagnostics);
        return result.RuleSet!;
    }
}
