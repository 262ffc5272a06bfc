using System.Collections.Concurrent;
using System.Collections.Frozen;
using Edge.Rules.Collections;
using Edge.Rules.Compilation;

namespace Edge.Rules;

/// <summary>Rules, loaded and compiled. Immutable and thread-safe; reload by loading another and swapping the reference.</summary>
public sealed partial class RuleSet
{
    /// <summary>Transactions kept for reuse; each holds some 100 KB.</summary>
    private const int MaxPooledTransactions = 128;

    private readonly RulePlan _plan;
    private readonly IPersistentCollections _collections;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<Transaction> _pool = new();
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _responseTypes;
    private int _pooled;

    private RuleSet(RulePlan plan, RuleSetOptions options)
    {
        _plan = plan;
        _time = options.TimeProvider;
        _collections = options.Collections ?? new MemoryCollections(options.TimeProvider);
        _responseTypes = plan.Settings.ResponseBodyMimeTypes.GetAlternateLookup<ReadOnlySpan<char>>();
        Rules = [.. plan.Rules.Select(static rule => rule.Info)];
        _disruptive = new Lazy<HashSet<RuleInfo>>(() => FindDisruptive(plan));
        _looksAtRawRequestBody = new Lazy<bool>(() => FindRawRequestBody(plan));
    }

    /// <summary>All rules in the order of their files; a chain is its first rule.</summary>
    public IReadOnlyList<RuleInfo> Rules { get; }

    /// <summary>What the engine does with what it finds, until <c>ctl:ruleEngine</c> says otherwise.</summary>
    public RuleEngineMode Mode => _plan.Settings.Mode;

    /// <summary>Request bodies are inspected, until <c>ctl:requestBodyAccess</c> says otherwise.</summary>
    public bool NeedsRequestBody => _plan.Settings.RequestBodyAccess && Mode != RuleEngineMode.Off;

    /// <summary>Responses may be inspected: there are rules of phase 3 or 4.</summary>
    public bool NeedsResponse => Mode != RuleEngineMode.Off && (_plan.Phases[3].Length > 0 || _plan.Phases[4].Length > 0);

    /// <summary>Response bodies of some content types are inspected.</summary>
    public bool NeedsResponseBody => _plan.Settings.ResponseBodyAccess && Mode != RuleEngineMode.Off;

    /// <summary>Bytes of a request body that are inspected.</summary>
    public long MaxRequestBodyBytes => _plan.Settings.RequestBodyLimitBytes;

    /// <summary>Bytes of a response body that are inspected.</summary>
    public long MaxResponseBodyBytes => _plan.Settings.ResponseBodyLimitBytes;

    /// <summary>What the rules say of themselves (<c>SecComponentSignature</c>), such as <c>OWASP_CRS/3.3.4</c>.</summary>
    public IReadOnlyList<string> ComponentSignatures => _plan.Settings.ComponentSignatures;

    internal RulePlan Plan => _plan;

    /// <summary>Reads and compiles rules. All errors of all files are reported, not only the first.</summary>
    public static RuleSetLoadResult Load(RuleSetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RuleLoader loader = new(options);
        RulePlan? plan = loader.Load();
        return new RuleSetLoadResult(plan is null ? null : new RuleSet(plan, options), loader.Diagnostics);
    }

    /// <summary>Begins a transaction; dispose it when it is over.</summary>
    public Transaction CreateTransaction()
    {
        if (_pool.TryDequeue(out Transaction? transaction))
        {
            Interlocked.Decrement(ref _pooled);
            transaction.Activate();
            return transaction;
        }

        return new Transaction(this, _plan, _collections, _time);
    }

    /// <summary>
    /// Runs a few requests of its own, so that the first real one finds code and patterns ready. Takes some 100 ms of the
    /// calling thread; to be called after <see cref="Load"/> and before the rule set is put in force.
    /// </summary>
    public void WarmUp()
    {
        const int Rounds = 60; // .NET compiles a method anew after 30 calls.
        for (int round = 0; round < Rounds; round++)
        {
            using Transaction transaction = CreateTransaction();
            transaction.Mode = RuleEngineMode.DetectionOnly;
            transaction.SetConnection("192.0.2.1", 40000, "192.0.2.2", 443);
            transaction.SetRequestLine("POST", "/warm/up?q=some+words%20and+numbers+12345&lang=en-GB", "HTTP/1.1");
            transaction.AddRequestHeader("Host", "warm-up.example");
            transaction.AddRequestHeader("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101");
            transaction.AddRequestHeader("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
            transaction.AddRequestHeader("Accept-Language", "en-GB,en;q=0.9");
            transaction.AddRequestHeader("Cookie", "session=0123456789abcdef; theme=light");
            transaction.AddRequestHeader("Content-Type", "application/x-www-form-urlencoded");
            transaction.ProcessRequestHeaders();
            transaction.AppendRequestBody("name=O'Brien&comment=select+the+best+%3Cb%3Eoption%3C%2Fb%3E+from+the+list%3B+see+https%3A%2F%2Fexample.org%2F"u8);
            transaction.ProcessRequestBody();
            transaction.SetResponseLine(200, "HTTP/1.1");
            transaction.AddResponseHeader("Content-Type", "text/html");
            transaction.ProcessResponseHeaders();
            transaction.ProcessResponseBody();
            transaction.ProcessLogging();
        }
    }

    internal bool IsInspectedResponseType(ReadOnlySpan<char> type) => _responseTypes.Contains(type);

    internal void Return(Transaction transaction)
    {
        if (Interlocked.Increment(ref _pooled) <= MaxPooledTransactions)
        {
            _pool.Enqueue(transaction);
        }
        else
        {
            Interlocked.Decrement(ref _pooled);
        }
    }
}
