using Edge.Rules.Bodies;
using Edge.Rules.Compilation;
using Edge.Rules.Execution;
using Edge.Rules.Variables;

namespace Edge.Rules;

/// <summary>One request and its response on their way through the rules.</summary>
/// <remarks>
/// Call the members in the order of the phases, from one thread at a time. Texts are byte strings held as Latin-1 chars:
/// one char, one byte. Nothing is allocated for a request that no logged rule matches. <see cref="Dispose"/> gives the
/// object back to its rule set's pool: use nothing of it afterwards, save <see cref="Matches"/> and <see cref="Interruption"/>
/// that were read before.
/// </remarks>
public sealed partial class Transaction : IDisposable
{
    private const string TooLong = "The request body is longer than its limit.";

    private readonly RuleSet _owner;
    private readonly TransactionState _state;
    private readonly BodySink _sink;
    private readonly RequestReader _request;
    private readonly BodyInspector _bodies;
    private bool _isActive = true;

    internal Transaction(RuleSet owner, RulePlan plan, IPersistentCollections collections, TimeProvider time)
    {
        _owner = owner;
        _state = new TransactionState(plan, collections, time);
        _sink = new BodySink(_state);
        EngineSettings settings = plan.Settings;
        BodyLimits limits = BodyLimits.Default with
        {
            ArgumentSeparator = settings.ArgumentSeparator,
            XmlArguments = settings.XmlArguments,
            MaxArguments = settings.MaxArguments,
            MaxCookies = settings.Limits.MaxHeaders,
            MaxJsonDepth = settings.MaxJsonDepth,
            MaxMultipartFiles = settings.MaxUploadedFiles,
            MaxBodyBytesWithoutFiles = (int)Math.Min(int.MaxValue, settings.RequestBodyNoFilesLimitBytes),
            MaxInflatedBytes = (int)Math.Min(int.MaxValue, settings.RequestBodyLimitBytes),
        };
        _request = new RequestReader(_state, _sink, limits);
        _bodies = new BodyInspector(_state, _sink, limits);
    }

    /// <summary>The rules that matched so far and asked to be logged.</summary>
    public IReadOnlyList<RuleMatch> Matches => State.Matches;

    /// <summary>The verdict, once there is one.</summary>
    public Interruption? Interruption => State.Interruption;

    /// <summary>What kept the engine from its work; null when nothing did.</summary>
    public string? EngineError => State.EngineError;

    /// <summary>After phase 1: whether <see cref="AppendRequestBody"/> wants the body.</summary>
    public bool InspectsRequestBody => State.Switches is { RequestBodyAccess: true, Mode: not RuleEngineMode.Off } && State.Interruption is null;

    /// <summary>After phase 3: whether <see cref="AppendResponseBody"/> wants the body: its content type is one of <c>SecResponseBodyMimeType</c>.</summary>
    public bool InspectsResponseBody => State.Switches is { ResponseBodyAccess: true, Mode: not RuleEngineMode.Off }
        && State.Interruption is null && _owner.IsInspectedResponseType(State.Arena.Get(State.Scalars[VariableKind.ResponseContentType]));

    /// <summary>Whether the audit log shall have this transaction, by <c>SecAuditEngine</c>, <c>ctl:auditEngine</c> and <c>noauditlog</c>.</summary>
    public bool IsRelevantForAudit => State.Switches.AuditEngine switch
    {
        RuleEngineMode.Off => false,
        RuleEngineMode.On => true,
        _ => State.Interruption is not null || State.IsMarkedForAudit,
    };

    /// <summary>Names such as <c>ARGS:password</c> whose values rules want masked in logs (<c>sanitiseArg</c> and the like).</summary>
    public IReadOnlyList<string> Sanitised => State.Sanitised;

    /// <summary>The inbound anomaly score: <c>TX:anomaly_score</c> (CRS 3) or <c>TX:blocking_inbound_anomaly_score</c> (CRS 4); 0 without one.</summary>
    public int AnomalyScore
    {
        get
        {
            long score = 0;
            foreach (string name in (ReadOnlySpan<string>)["anomaly_score", "blocking_inbound_anomaly_score", "inbound_anomaly_score"])
            {
                if (State.Tx.TryGet(name.AsSpan(), out TextSlice value))
                {
                    score = Math.Max(score, SmallNumbers.Parse(State.Arena.Get(value)));
                }
            }

            return (int)Math.Clamp(score, int.MinValue, int.MaxValue);
        }
    }

    /// <summary>Operators that were run on values so far, for measurements: what the prefilter spares is not among them.</summary>
    public long OperatorRuns => State.Runner.OperatorRuns;

    /// <summary>Work of patterns and detectors so far, as <see cref="RuleLimits.MaxPatternWork"/> counts it.</summary>
    public long PatternWork => State.Runner.Work.Spent;

    private TransactionState State
    {
        get
        {
            ObjectDisposedException.ThrowIf(!_isActive, this);
            return _state;
        }
    }

    /// <summary>
    /// What the engine does with what it finds in this transaction; set it before phase 1 to treat a tenant or a path
    /// differently. Afterwards <c>ctl:ruleEngine</c> may change it.
    /// </summary>
    public RuleEngineMode Mode
    {
        get => State.Switches.Mode;
        set => State.Switches.Mode = value;
    }

    /// <summary>The parts that the audit log shall hold, as letters (<c>SecAuditLogParts</c>, <c>ctl:auditLogParts</c>).</summary>
    public string AuditLogParts
    {
        get
        {
            uint parts = State.Switches.AuditLogParts;
            return string.Concat(Enumerable.Range(0, 26).Where(letter => (parts & (1u << letter)) != 0).Select(static letter => (char)('A' + letter)));
        }
    }

    /// <summary>Names the transaction (<c>UNIQUE_ID</c>); without it, one is made when a rule or a match asks.</summary>
    public void SetUniqueId(ReadOnlySpan<char> id) => State.Scalars.Set(VariableKind.UniqueId, _state.Arena.Add(id));

    /// <summary>Who talks to whom.</summary>
    public void SetConnection(ReadOnlySpan<char> clientAddress, int clientPort, ReadOnlySpan<char> serverAddress, int serverPort)
    {
        TransactionState state = State;
        TextSlice client = state.Arena.Add(clientAddress);
        state.Scalars.Set(VariableKind.RemoteAddr, client);
        state.Scalars.Set(VariableKind.RemoteHost, client);
        state.Scalars.Set(VariableKind.RemotePort, SmallNumbers.ToText(clientPort, state.Arena));
        state.Scalars.Set(VariableKind.ServerAddr, state.Arena.Add(serverAddress));
        state.Scalars.Set(VariableKind.ServerPort, SmallNumbers.ToText(serverPort, state.Arena));
    }

    /// <summary>The request line; <paramref name="rawTarget"/> as it was sent, <paramref name="protocol"/> such as <c>HTTP/1.1</c>.</summary>
    public void SetRequestLine(ReadOnlySpan<char> method, ReadOnlySpan<char> rawTarget, ReadOnlySpan<char> protocol) =>
        Guard(method, rawTarget, protocol, static (transaction, a, b, c) => transaction._request.ReadLine(a, b, c));

    /// <summary>One request header, in the order in which they came.</summary>
    public void AddRequestHeader(ReadOnlySpan<char> name, ReadOnlySpan<char> value) =>
        Guard(name, value, default, static (transaction, a, b, _) => transaction._request.AddHeader(a, b));

    /// <summary>Phase 1.</summary>
    public Interruption? ProcessRequestHeaders()
    {
        TransactionState state = State;
        if (_sink.ArgumentChars > 0)
        {
            state.Scalars.Set(VariableKind.ArgsCombinedSize, SmallNumbers.ToText(_sink.ArgumentChars, state.Arena));
        }
        else
        {
            state.Scalars.Set(VariableKind.ArgsCombinedSize, SmallNumbers.ToText(0, state.Arena));
        }

        state.Runner.RunPhase(1);
        return state.Interruption;
    }

    /// <summary>A piece of the request body, before its content coding is undone.</summary>
    public BodyAppendResult AppendRequestBody(ReadOnlySpan<byte> chunk)
    {
        if (!InspectsRequestBody)
        {
            return BodyAppendResult.NotInspected;
        }

        BodyAppendResult result = Append(_state.RequestBody, chunk, _bodies.RequestLimitBytes(), _state.Switches.RequestBodyLimitAction,
            VariableKind.InboundDataError, 413, 2, TooLong);
        _sink.IsPartial |= result == BodyAppendResult.Truncated && _state.Switches.RequestBodyLimitAction == BodyLimitAction.ProcessPartial;
        return result;
    }

    /// <summary>Phase 2; to be called also when there is no body.</summary>
    public Interruption? ProcessRequestBody()
    {
        TransactionState state = State;
        if (state.Switches.Mode == RuleEngineMode.Off || state.Interruption is not null)
        {
            return state.Interruption;
        }

        if (state.Switches.RequestBodyAccess)
        {
            Guard(default, default, default, static (transaction, _, _, _) => transaction._bodies.ReadRequestBody());
        }

        if (_sink.IsTooLong && !_sink.IsPartial && state.Switches.Mode == RuleEngineMode.On && state.Plan.Settings.OnBodyError == EngineErrorPolicy.Block)
        {
            state.Interruption = new Interruption(InterruptionAction.Deny, 413, 0, null, 2, TooLong);
            return state.Interruption;
        }

        state.Runner.RunPhase(2);
        if (_sink.HasError && state.Interruption is null && state.Switches.Mode == RuleEngineMode.On
            && state.Plan.Settings.OnBodyError == EngineErrorPolicy.Block)
        {
            state.Interruption = new Interruption(InterruptionAction.Deny, 400, 0, null, 2,
                state.Arena.GetString(state.Scalars[VariableKind.ReqbodyErrorMsg]));
        }

        return state.Interruption;
    }

    /// <summary>The response's status and protocol, such as <c>HTTP/1.1</c>.</summary>
    public void SetResponseLine(int status, ReadOnlySpan<char> protocol)
    {
        TransactionState state = State;
        TextSlice text = SmallNumbers.ToText(status, state.Arena);
        state.Scalars.Set(VariableKind.ResponseStatus, text);
        state.Scalars.Set(VariableKind.Status, text);
        state.Scalars.Set(VariableKind.ResponseProtocol, state.Arena.Add(protocol));
        state.Scalars.Set(VariableKind.StatusLine, state.Arena.Add(string.Create(null, stackalloc char[64], $"{protocol} {status}")));
    }

    /// <summary>One response header.</summary>
    public void AddResponseHeader(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        TransactionState state = State;
        EntryList headers = state.Store(EntryStore.ResponseHeaders);
        if (headers.Count >= state.Plan.Settings.Limits.MaxHeaders)
        {
            state.Runner.Fail("The response has too many headers.", 0);
            return;
        }

        TextSlice text = state.Arena.Add(value);
        headers.Add(state.Arena.Add(name), text, ValueOrigin.Any);
        if (Names.EqualIgnoringCase(name, "Content-Type"))
        {
            int end = value.IndexOf(';');
            ReadOnlySpan<char> type = Language.Blank.TrimEnd(end < 0 ? value : value[..end]);
            state.Scalars.Set(VariableKind.ResponseContentType, text.Slice(0, type.Length));
        }
    }

    /// <summary>Phase 3.</summary>
    public Interruption? ProcessResponseHeaders()
    {
        State.Runner.RunPhase(3);
        return _state.Interruption;
    }

    /// <summary>A piece of the response body.</summary>
    public BodyAppendResult AppendResponseBody(ReadOnlySpan<byte> chunk)
    {
        if (!InspectsResponseBody)
        {
            return BodyAppendResult.NotInspected;
        }

        return Append(_state.ResponseBody, chunk, _state.Switches.ResponseBodyLimitBytes, _state.Plan.Settings.ResponseBodyLimitAction,
            VariableKind.OutboundDataError, 502, 4, "The response body is longer than its limit.");
    }

    /// <summary>Phase 4.</summary>
    public Interruption? ProcessResponseBody()
    {
        TransactionState state = State;
        if (InspectsResponseBody)
        {
            Guard(default, default, default, static (transaction, _, _, _) => transaction._bodies.ReadResponseBody());
        }

        state.Runner.RunPhase(4);
        return state.Interruption;
    }

    /// <summary>Phase 5, which interrupts nothing; to be called also for transactions that were interrupted.</summary>
    public void ProcessLogging() => State.Runner.RunPhase(5);

    /// <summary>Sets a TX variable that rules read, such as the tenant; to be called before the phase that reads it.</summary>
    public void SetVariable(ReadOnlySpan<char> name, ReadOnlySpan<char> value) =>
        Guard(name, value, default, static (transaction, a, b, _) => transaction._state.Tx.Set(a, transaction._state.Arena.Add(b)));

    /// <summary>Reads a TX variable, for consoles and logs.</summary>
    public bool TryGetVariable(ReadOnlySpan<char> name, out string value)
    {
        bool found = State.Tx.TryGet(name, out TextSlice text);
        value = found ? _state.Arena.GetString(text) : "";
        return found;
    }

    /// <summary>Ends the transaction and gives the object back to the pool.</summary>
    public void Dispose()
    {
        if (_isActive)
        {
            _isActive = false;
            _sink.Clear();
            _state.Clear();
            _owner.Return(this);
        }
    }

    internal void Activate()
    {
        _isActive = true;
        _state.Begin();
    }

    private BodyAppendResult Append(BodyBuffer buffer, ReadOnlySpan<byte> chunk, long limit, BodyLimitAction action,
        VariableKind error, int status, int phase, string reason)
    {
        if (chunk.Length <= limit - buffer.Length)
        {
            buffer.Append(chunk);
            return BodyAppendResult.Accepted;
        }

        _state.Scalars.Set(error, TextSlice.Constant("1"));
        if (action == BodyLimitAction.Reject && _state.Switches.Mode == RuleEngineMode.On)
        {
            _state.Interruption = new Interruption(InterruptionAction.Deny, status, 0, null, phase, reason);
            return BodyAppendResult.Rejected;
        }

        buffer.Append(chunk[..(int)Math.Max(0, limit - buffer.Length)]);
        return BodyAppendResult.Truncated;
    }

    /// <summary>Runs a step that may come to a limit; a limit is an engine error, not an exception of the caller.</summary>
    private void Guard(ReadOnlySpan<char> first, ReadOnlySpan<char> second, ReadOnlySpan<char> third, Step step)
    {
        ObjectDisposedException.ThrowIf(!_isActive, this);
        try
        {
            step(this, first, second, third);
        }
        catch (EngineLimitException exception)
        {
            _state.Runner.Fail(exception.Message, 0);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // As with a rule that fails: a bug of ours must neither take the node down nor open the gate.
            _state.Runner.Fail($"Reading the message failed: {exception.GetType().Name}: {exception.Message}", 0);
        }
    }

    private delegate void Step(Transaction transaction, ReadOnlySpan<char> first, ReadOnlySpan<char> second, ReadOnlySpan<char> third);
}
