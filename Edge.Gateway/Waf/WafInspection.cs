using System.Diagnostics;
using Edge.Gateway.Http;
using Edge.Rules;
using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Waf;

/// <summary>One request on its way through the rules: the transaction, the verdict, and how long it took.</summary>
/// <remarks>An exception of the engine ends neither request nor node: it is a failure that the policy answers.</remarks>
internal sealed class WafInspection : IDisposable
{
    private readonly HttpContext _context;
    private readonly WafTable _table;
    private readonly WafBodyBudget _budget;
    private long _heldBytes;
    private long _spentTicks;
    private bool _isLogged;

    public WafInspection(HttpContext context, EdgeRequest request, WafTable table, WafMode mode, WafBodyBudget budget)
    {
        (_context, Request, _table, Mode, _budget) = (context, request, table, mode, budget);
        Transaction = Rules.Set.CreateTransaction();
        Transaction.Mode = mode == WafMode.Block ? RuleEngineMode.On : RuleEngineMode.DetectionOnly;
    }

    public EdgeRequest Request { get; }

    public WafMode Mode { get; }

    public Transaction Transaction { get; }

    public WafRules Rules => _table.Rules!;

    public WafSettings Settings => _table.Settings;

    /// <summary>What ends the request here; null while nothing does.</summary>
    public Interruption? Interruption { get; private set; }

    /// <summary>What the engine threw; null when it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether there was no memory left to hold the body.</summary>
    public bool LacksMemory { get; private set; }

    /// <summary>What the engine spent on the request so far.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(0, _spentTicks);

    /// <summary>Whether the response has to wait for the rules, or for the debug headers.</summary>
    public bool HoldsResponse => Rules.Set.NeedsResponse || Settings.DebugHeader;

    /// <summary>Bytes of the request's target and header values.</summary>
    public int HeadLength { get; private set; }

    public ReadOnlyMemory<byte> HeldBody => Transaction.ResponseBody;

    public WafOutcome Outcome =>
        Failure is not null || LacksMemory || Transaction.EngineError is not null ? WafOutcome.Failed
        : Interruption is not null ? WafOutcome.Blocked
        : Mode == WafMode.Detect && Transaction.DisruptiveMatch is not null ? WafOutcome.Detected
        : WafOutcome.Passed;

    /// <summary>Phase 1; false when the request ends here.</summary>
    public bool JudgeRequestHeaders(WafPolicy policy, string? path)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            policy.Apply(Transaction, path);
            HeadLength = WafRequestFeeder.Feed(Transaction, _context, Request);
            Interruption = Transaction.ProcessRequestHeaders();
        }
        catch (Exception exception)
        {
            Fail(exception, phase: 1);
        }

        _spentTicks += Stopwatch.GetTimestamp() - start;
        return Interruption is null;
    }

    /// <summary>Whether there is a body that rules may look at.</summary>
    public bool CanInspectRequestBody() =>
        Failure is null && Transaction.InspectsRequestBody && !IsTunnel(_context)
        && _context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    /// <summary>Whether the body shall be read for the rules. What they do not look at goes through as it comes.</summary>
    public async ValueTask<bool> WantsRequestBodyAsync()
    {
        bool wants = Settings.IsStreamed(_context.Request.ContentType, _context.Request.Headers.ContentEncoding)
            ? WafBodyStart.Prepare(Transaction, await WafBodyStart.PeekAsync(_context.Request.BodyReader, _context.RequestAborted))
            : Transaction.HasBodyProcessor || Rules.Set.LooksAtRawRequestBody;
        if (!wants)
        {
            Transaction.SkipRequestBody();
        }

        return wants;
    }

    /// <summary>Counts bytes of the body that are held now; false when all requests together hold too many.</summary>
    public bool TryHold(long bytes)
    {
        LacksMemory = !_budget.TryTake(bytes);
        _heldBytes += LacksMemory ? 0 : bytes;
        return !LacksMemory;
    }

    /// <summary>Phase 2; false when the request ends here.</summary>
    public bool JudgeRequestBody()
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            Interruption = Transaction.ProcessRequestBody();
        }
        catch (Exception exception)
        {
            Fail(exception, phase: 2);
        }

        _spentTicks += Stopwatch.GetTimestamp() - start;
        return Interruption is null;
    }

    /// <summary>Phase 3, and phase 4 when no body is awaited for it.</summary>
    public WafResponseFlow JudgeResponseHeaders()
    {
        WafResponseFlow free = Settings.DebugHeader ? WafResponseFlow.Hold : WafResponseFlow.Through;
        if (Failure is not null || Request.Problem is not null || !Rules.Set.NeedsResponse)
        {
            return free; // What the gateway itself answers gives nothing away.
        }

        long start = Stopwatch.GetTimestamp();
        bool wantsBody = false;
        try
        {
            WafRequestFeeder.FeedResponse(Transaction, _context);
            Interruption = Transaction.ProcessResponseHeaders();
            wantsBody = Transaction.InspectsResponseBody;
            if (!wantsBody)
            {
                Interruption = Transaction.ProcessResponseBody();
            }
        }
        catch (Exception exception)
        {
            Fail(exception, phase: 3);
        }

        _spentTicks += Stopwatch.GetTimestamp() - start;
        return Interruption is not null ? WafResponseFlow.Discard : wantsBody ? WafResponseFlow.Inspect : free;
    }

    /// <summary>Keeps a piece of the response's body for phase 4; gives back how much of it.</summary>
    public int AppendResponseBody(ReadOnlySpan<byte> piece)
    {
        int before = Transaction.ResponseBody.Length;
        Transaction.AppendResponseBody(piece);
        return Transaction.ResponseBody.Length - before;
    }

    /// <summary>Phase 4; false when the response is blocked.</summary>
    public bool JudgeResponseBody()
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            Interruption = Transaction.ProcessResponseBody();
        }
        catch (Exception exception)
        {
            Fail(exception, phase: 4);
        }

        _spentTicks += Stopwatch.GetTimestamp() - start;
        return Interruption is null;
    }

    /// <summary>Phase 5, once: before the debug headers are written, or at the end.</summary>
    public void RunLoggingPhase()
    {
        if (_isLogged)
        {
            return;
        }

        _isLogged = true;
        long start = Stopwatch.GetTimestamp();
        try
        {
            Transaction.ProcessLogging();
        }
        catch (Exception exception)
        {
            Failure ??= exception;
        }

        _spentTicks += Stopwatch.GetTimestamp() - start;
    }

    public void Dispose()
    {
        Transaction.Dispose();
        _budget.Return(_heldBytes);
    }

    /// <summary>Whether the connection becomes something else than HTTP: its bytes are no body.</summary>
    public static bool IsTunnel(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };

    private void Fail(Exception exception, int phase)
    {
        Failure = exception;
        if (Settings.OnEngineError == EngineErrorPolicy.Block && Mode == WafMode.Block)
        {
            Interruption = new Interruption(InterruptionAction.Deny, StatusCodes.Status403Forbidden, 0, null, phase, "The engine failed.");
        }
    }
}
