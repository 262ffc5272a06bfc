using Edge.Rules.Bodies;
using Edge.Rules.Compilation;
using Edge.Rules.Matching.Automata;
using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>Everything that one transaction knows. Pooled: <see cref="Clear"/> makes it as new.</summary>
internal sealed class TransactionState
{
    private readonly EntryList[] _stores = [.. Enumerable.Range(0, (int)EntryStore.Count).Select(static _ => new EntryList())];
    private List<string>? _sanitised;

    public TransactionState(RulePlan plan, IPersistentCollections collections, TimeProvider time)
    {
        Plan = plan;
        Time = time;
        RuleLimits limits = plan.Settings.Limits;
        Arena = new TextArena(limits.MaxWorkingChars);
        Tree = new ValueTree(plan, Arena, Work, limits.MaxValues);
        Tx = new TxVariables(plan.TxNames, Arena, limits.MaxTxVariables);
        Environment = new TxVariables(plan.TxNames, Arena, limits.MaxTxVariables);
        Persistent = new PersistentRecords(collections, Arena, plan.Settings.CollectionTimeout);
        Matched = new MatchedValues(limits.MaxMatchedValues);
        RemovedRules = new RuleBits(plan.Rules.Length);
        Macros = new MacroExpander(this);
        Groups = new GroupCache(this);
        Runner = new RuleRunner(this);
        RequestBody = new BodyBuffer();
        ResponseBody = new BodyBuffer();
        Reset();
    }

    public RulePlan Plan { get; }

    public TimeProvider Time { get; }

    /// <summary>Counts what the rules cost, phases together.</summary>
    public WorkMeter Work { get; } = new();

    public TextArena Arena { get; }

    public ValueTree Tree { get; }

    public ScalarStore Scalars { get; } = new();

    public TxVariables Tx { get; }

    public TxVariables Environment { get; }

    public PersistentRecords Persistent { get; }

    public MatchedValues Matched { get; }

    public RuleBits RemovedRules { get; }

    public List<TargetRemoval> TargetRemovals { get; } = [];

    public TransactionSwitches Switches { get; } = new();

    public MacroExpander Macros { get; }

    public GroupCache Groups { get; }

    public RuleRunner Runner { get; }

    public BodyBuffer RequestBody { get; }

    public BodyBuffer ResponseBody { get; }

    /// <summary>The parsed XML body, if there is one.</summary>
    public XmlBody? Xml { get; private set; }

    public int XmlVersion { get; private set; }

    public List<RuleMatch> Matches { get; private set; } = [];

    public Interruption? Interruption { get; set; }

    /// <summary>The rule being run; null between rules.</summary>
    public CompiledRule? CurrentRule { get; set; }

    /// <summary>The most severe severity of all matches, the lowest number; 255 before any.</summary>
    public int HighestSeverity { get; set; }

    /// <summary>What went wrong in the engine; null when nothing did.</summary>
    public string? EngineError { get; set; }

    /// <summary>A rule that wants the transaction in the audit log has matched, be it logged or not.</summary>
    public bool IsMarkedForAudit { get; set; }

    public long StartTimestamp { get; private set; }

    public IReadOnlyList<string> Sanitised => _sanitised ?? (IReadOnlyList<string>)[];

    public EntryList Store(EntryStore store) => _stores[(int)store];

    public void SetXml(XmlBody? xml)
    {
        Xml = xml;
        XmlVersion++;
    }

    public TextSlice ExpandToSlice(MacroText text) => Macros.Expand(text);

    public ReadOnlySpan<char> Expand(MacroText text) => Arena.Get(Macros.Expand(text));

    public string MatchedVariableName() => Matched.Count == 0 ? "" : Describe(Matched.Last.Variable, Matched.Last.Key);

    public string Describe(VariableInfo variable, TextSlice key) =>
        key.IsEmpty ? variable.Name : string.Concat(variable.Name, ":", Arena.Get(key));

    public void AddSanitised(string name)
    {
        _sanitised ??= [];
        if (_sanitised.Count < Plan.Settings.Limits.MaxMatches && name.Length > 0)
        {
            _sanitised.Add(name);
        }
    }

    /// <summary>Forgets the transaction.</summary>
    public void Clear()
    {
        foreach (EntryList store in _stores)
        {
            store.Clear();
        }

        Scalars.Clear();
        Tx.Clear();
        Environment.Clear();
        Persistent.Clear();
        Matched.Clear();
        RemovedRules.Clear();
        TargetRemovals.Clear();
        SetXml(null);
        Matches = Matches.Count == 0 ? Matches : []; // A caller may still read the old list.
        _sanitised = null;
        RequestBody.Clear();
        ResponseBody.Clear();
        Groups.Clear();
        Tree.Clear();
        Arena.Clear();
        Reset();
    }

    /// <summary>Called when a pooled transaction begins anew.</summary>
    public void Begin() => StartTimestamp = Time.GetTimestamp();

    private void Reset()
    {
        EngineSettings settings = Plan.Settings;
        Switches.Mode = settings.Mode;
        Switches.RequestBodyAccess = settings.RequestBodyAccess;
        Switches.ResponseBodyAccess = settings.ResponseBodyAccess;
        Switches.ForceRequestBodyVariable = false;
        Switches.XmlArguments = settings.XmlArguments;
        Switches.AuditEngine = settings.AuditEngine;
        Switches.RequestBodyLimitBytes = settings.RequestBodyLimitBytes;
        Switches.RequestBodyNoFilesLimitBytes = settings.RequestBodyNoFilesLimitBytes;
        Switches.RequestBodyLimitAction = settings.RequestBodyLimitAction;
        Switches.ResponseBodyLimitBytes = settings.ResponseBodyLimitBytes;
        Switches.AuditLogParts = Actions.CtlAuditLogPartsAction.ToBits(settings.AuditLogParts);
        Interruption = null;
        CurrentRule = null;
        HighestSeverity = 255;
        EngineError = null;
        IsMarkedForAudit = false;
        Runner.Reset();
        StartTimestamp = Time.GetTimestamp();
        Scalars.Set(VariableKind.ReqbodyProcessor, TextSlice.Empty);
        Scalars.Set(VariableKind.WebappId, TextSlice.Constant(settings.WebAppId));
        Scalars.Set(VariableKind.UrlencodedError, TextSlice.Constant("0"));
        Scalars.Set(VariableKind.MscPcreError, TextSlice.Constant("0"));
        Scalars.Set(VariableKind.MscPcreLimitsExceeded, TextSlice.Constant("0"));
    }
}
