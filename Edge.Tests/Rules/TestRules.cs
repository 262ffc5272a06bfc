using Edge.Rules;

namespace Edge.Tests.Rules;

/// <summary>Loads rules from text, and runs small requests through them.</summary>
internal static class TestRules
{
    /// <summary>The limits as shipped, without those of time: a busy machine must not fail a test.</summary>
    public static RuleLimits Unhurried { get; } = new() { TransactionTimeout = TimeSpan.FromMinutes(3), RegexTimeout = TimeSpan.FromMinutes(1) };

    public static RuleSet Load(string text, RuleSetOptions? options = null)
    {
        RuleSetLoadResult result = RuleSet.Load(new RuleSetOptions
        {
            Prologue = text,
            Limits = options?.Limits ?? Unhurried,
            OnEngineError = options?.OnEngineError ?? EngineErrorPolicy.Block,
            OnBodyError = options?.OnBodyError ?? EngineErrorPolicy.Block,
            TimeProvider = options?.TimeProvider ?? TimeProvider.System,
            IsPlain = options?.IsPlain ?? false,
        });
        Assert.Empty(result.Diagnostics);
        return result.RuleSet!;
    }

    /// <summary>Runs phases 1 and 2 of a request, with the logging phase.</summary>
    public static Transaction Run(
        RuleSet rules, string target = "/", string method = "GET", string? contentType = null, string body = "", params (string Name, string Value)[] headers)
    {
        Transaction transaction = rules.CreateTransaction();
        transaction.SetConnection("192.0.2.1", 40000, "192.0.2.2", 443);
        transaction.SetRequestLine(method, target, "HTTP/1.1");
        transaction.AddRequestHeader("Host", "shop.example.org");
        foreach ((string name, string value) in headers)
        {
            transaction.AddRequestHeader(name, value);
        }

        if (contentType is not null)
        {
            transaction.AddRequestHeader("Content-Type", contentType);
        }

        if (transaction.ProcessRequestHeaders() is null)
        {
            transaction.AppendRequestBody(System.Text.Encoding.Latin1.GetBytes(body));
            transaction.ProcessRequestBody();
        }

        return transaction;
    }

    /// <summary>The ids of the rules that matched and were logged, in order.</summary>
    public static string Ids(Transaction transaction) => string.Join(' ', transaction.Matches.Select(static match => match.Rule.Id));

    /// <summary>Runs a request and gives the ids that matched.</summary>
    public static string Match(string rules, string target = "/", string method = "GET", string? contentType = null, string body = "", params (string Name, string Value)[] headers)
    {
        using Transaction transaction = Run(Load("SecRuleEngine DetectionOnly\n" + rules), target, method, contentType, body, headers);
        return Ids(transaction);
    }
}
