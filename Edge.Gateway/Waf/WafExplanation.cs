using System.Diagnostics;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>What the rules say of a request that was never sent.</summary>
/// <param name="Matches">The rules that matched, in their order.</param>
/// <param name="Interruption">The verdict; null when the request passes.</param>
/// <param name="WouldBlock">In mode <c>detect</c>: the match that would have blocked.</param>
/// <param name="Score">Inbound anomaly score.</param>
/// <param name="EngineError">What kept the engine from its work; null when nothing did.</param>
/// <param name="PhaseTimes">Of phases 1 and 2, and of 5.</param>
internal sealed record WafExplanation(
    IReadOnlyList<RuleMatch> Matches, Interruption? Interruption, RuleMatch? WouldBlock, int Score, string? EngineError,
    IReadOnlyList<(int Phase, TimeSpan Time)> PhaseTimes)
{
    /// <summary>Runs a request through the rules of its tenant. Twice: the first time pays for what is built when first used.</summary>
    public static WafExplanation Of(RawRequest request, WafTable table, WafPolicy policy)
    {
        _ = Run(request, table, policy);
        return Run(request, table, policy);
    }

    private static WafExplanation Run(RawRequest request, WafTable table, WafPolicy policy)
    {
        string? path = policy.PathOf(request.Target);
        RuleSet rules = table.Rules!.Set;
        using Transaction transaction = rules.CreateTransaction();
        transaction.Mode = policy.ModeOf(path) switch
        {
            WafMode.Block => RuleEngineMode.On,
            WafMode.Detect => RuleEngineMode.DetectionOnly,
            _ => RuleEngineMode.Off,
        };
        policy.Apply(transaction, path);
        transaction.SetUniqueId("explain");
        transaction.SetConnection("127.0.0.1", 40_000, "127.0.0.1", 443);
        transaction.SetRequestLine(request.Method, WafRequestFeeder.AsForwarded(request.Target), request.Protocol);
        foreach ((string name, string value) in request.Headers)
        {
            transaction.AddRequestHeader(name, value);
        }

        List<(int, TimeSpan)> times = [];
        long start = Stopwatch.GetTimestamp();
        Interruption? interruption = transaction.ProcessRequestHeaders();
        times.Add((1, Stopwatch.GetElapsedTime(start)));
        if (interruption is null)
        {
            start = Stopwatch.GetTimestamp();
            AppendBody(request, table.Settings, rules, transaction);
            interruption = transaction.ProcessRequestBody();
            times.Add((2, Stopwatch.GetElapsedTime(start)));
        }

        start = Stopwatch.GetTimestamp();
        transaction.ProcessLogging();
        times.Add((5, Stopwatch.GetElapsedTime(start)));
        return new WafExplanation(transaction.Matches, interruption, interruption is null ? transaction.DisruptiveMatch : null,
            transaction.AnomalyScore, transaction.EngineError, times);
    }

    private static void AppendBody(RawRequest request, WafSettings settings, RuleSet rules, Transaction transaction)
    {
        bool isInspected = settings.IsStreamed(request.Header("Content-Type"), request.Header("Content-Encoding"))
            ? WafBodyStart.Prepare(transaction, WafBodyStart.Of(request.Body, isWhole: true))
            : transaction.HasBodyProcessor || rules.LooksAtRawRequestBody;
        if (!isInspected)
        {
            transaction.SkipRequestBody();
        }
        else if (request.Body.Length > 0)
        {
            transaction.AppendRequestBody(request.Body);
        }
    }
}
