using System.Diagnostics;
using Edge.Rules.Actions;
using Edge.Rules.Compilation;
using Edge.Rules.Matching.Automata;
using Edge.Rules.Operators;
using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>Runs the rules of a phase in their order: chains, skips, exceptions, actions.</summary>
internal sealed partial class RuleRunner : IOperatorContext
{
    /// <summary>Operators run between two looks at the clock.</summary>
    private const int DeadlineInterval = 64;

    /// <summary>Units of work for each value that a rule looks at, beside those of its operator.</summary>
    private const int RunWork = 100;

    /// <summary>Units of work for each value that a rule matches.</summary>
    private const int MatchWork = 500;

    private readonly TransactionState _state;
    private readonly RulePlan _plan;
    private readonly VolatileResolver _resolver;
    private readonly PlainTransformer _transformer = new();
    private readonly MatchRecorder _recorder;
    private readonly List<ResolvedValue> _values = [];
    private readonly long _timeoutTicks;
    private DisruptiveKind _allow;
    private long _deadline;
    private long _spentTicks;
    private int _untilDeadlineCheck;
    private bool _regexTimedOut;
    private bool _isExhausted;

    public RuleRunner(TransactionState state)
    {
        _state = state;
        _plan = state.Plan;
        _resolver = new VolatileResolver(state);
        _recorder = new MatchRecorder(state);
        _timeoutTicks = (long)(_plan.Settings.Limits.TransactionTimeout.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>The phase being run, 1 to 5; 0 before the first.</summary>
    public int Phase { get; private set; }

    public WorkMeter Work => _state.Work;

    public bool WantsCaptures => _state.CurrentRule!.WantsCaptures;

    /// <summary>Operators that were run on values; for measurements.</summary>
    public long OperatorRuns { get; private set; }

    public void Reset()
    {
        _allow = DisruptiveKind.None;
        _spentTicks = 0;
        _regexTimedOut = false;
        _isExhausted = false;
        Work.Reset(_plan.Settings.IsPlain ? long.MaxValue : _plan.Settings.Limits.MaxPatternWork);
        Phase = 0;
        OperatorRuns = 0;
        _values.Clear();
        _transformer.Trim();
    }

    public void RunPhase(int phase)
    {
        Phase = phase;
        if (_state.Switches.Mode == RuleEngineMode.Off || (_state.Interruption is not null && phase < RulePlan.PhaseCount) || IsAllowed(phase))
        {
            return;
        }

        CompiledRule[] rules = _plan.Phases[phase];
        if (rules.Length == 0)
        {
            return;
        }

        long start = Stopwatch.GetTimestamp();
        _deadline = start + _timeoutTicks - _spentTicks;
        _state.Groups.BeginPhase();
        RuleGate[] gates = _plan.Gates[phase];
        for (int index = 0; index < rules.Length;)
        {
            int next = PassOver(in gates[index], rules[index], index);
            if (next < 0)
            {
                next = RunOne(rules[index], index);
                if (!CanGoOn(phase))
                {
                    break;
                }
            }

            index = next;
        }

        _spentTicks += Stopwatch.GetTimestamp() - start;
        _state.CurrentRule = null;
    }

    public void SetCapture(int index, ReadOnlySpan<char> value)
    {
        if ((uint)index < TxNames.CaptureCount)
        {
            _state.Tx.Set(index, _state.Arena.Add(value));
        }
    }

    public ReadOnlySpan<char> Expand(OperatorArgument argument) => _state.Expand(_state.CurrentRule!.OperatorArgument);

    public void RegexTimedOut(IOperator source)
    {
        _regexTimedOut = true;
        TellOfPatternLimit();
    }

    public void SetGeo(GeoLocation location) => GeoVariables.Fill(_state, location);

    /// <summary>Records that the engine could not do its work, and answers by the policy.</summary>
    public void Fail(string message, long ruleId)
    {
        _state.EngineError ??= message;
        if (_plan.Settings.OnEngineError == EngineErrorPolicy.Block && _state.Switches.Mode == RuleEngineMode.On)
        {
            _state.Interruption ??= new Interruption(InterruptionAction.Deny, 403, ruleId, null, Phase, "Engine error: " + message);
        }
    }

    /// <summary>For rules such as 200005 of ModSecurity's recommended configuration, which ask whether a pattern gave up.</summary>
    private void TellOfPatternLimit()
    {
        TextSlice one = TextSlice.Constant("1");
        _state.Scalars.Set(VariableKind.MscPcreError, one);
        _state.Scalars.Set(VariableKind.MscPcreLimitsExceeded, one);
        _state.Tx.Set(TxNames.PatternLimit, one);
    }

    private bool CanGoOn(int phase) =>
        (_state.Interruption is null || phase == RulePlan.PhaseCount) && _state.Switches.Mode != RuleEngineMode.Off
        && _allow == DisruptiveKind.None;

    /// <summary>What <c>allow</c> of an earlier phase says about this one; what it said is over then, save for a whole transaction.</summary>
    private bool IsAllowed(int phase)
    {
        if (phase < RulePlan.PhaseCount
            && (_allow == DisruptiveKind.AllowTransaction || (_allow == DisruptiveKind.AllowRequest && phase <= 2)))
        {
            return true;
        }

        _allow = DisruptiveKind.None;
        return false;
    }

    /// <summary>Where to go on when a rule has no effect, or none but to skip others; -1 when it has to be run.</summary>
    private int PassOver(in RuleGate gate, CompiledRule rule, int index)
    {
        TxVariables tx = _state.Tx;
        switch (gate.Kind)
        {
            case RuleGateKind.Literals:
                return _state.Groups.RulesOut(gate.Source, gate.Low) ? index + 1 : -1;
            case RuleGateKind.TxNumber when !tx.IsSet(gate.Source) || !gate.Admits(tx.NumberAt(gate.Source)):
            case RuleGateKind.TxCount when !gate.Admits(tx.IsSet(gate.Source) ? 1 : 0):
                return index + 1;
            case RuleGateKind.TxNumber or RuleGateKind.TxCount when gate.SkipTo >= 0 && _state.TargetRemovals.Count == 0
                && (_state.RemovedRules.IsEmpty || !_state.RemovedRules[rule.Index]):
                return gate.SkipTo;
            default:
                return -1;
        }
    }

    /// <summary>Runs one rule with its chain; the result is the index of the rule to run next.</summary>
    private int RunOne(CompiledRule rule, int index)
    {
        if (!_state.RemovedRules.IsEmpty && _state.RemovedRules[rule.Index])
        {
            return index + 1;
        }

        try
        {
            _regexTimedOut = false;
            _state.Matched.Clear();
            bool matched = RunChain(rule);
            if (_regexTimedOut)
            {
                Fail($"A regular expression of rule {rule.Id} ran out of its time.", rule.Id);
            }

            if (!matched)
            {
                return index + 1;
            }

            Complete(rule);
        }
        catch (EngineLimitException exception)
        {
            Fail(exception.Message, rule.Id);
            return index + 1;
        }
        catch (WorkLimitException)
        {
            _isExhausted = true;
            Work.Lift();
            TellOfPatternLimit();
            Fail("The transaction's patterns made more work than they may.", rule.Id);
            return index + 1;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A bug of ours must neither take the node down nor open the gate: it is answered like a limit.
            Fail($"Rule {rule.Id} failed: {exception.GetType().Name}: {exception.Message}", rule.Id);
            return index + 1;
        }

        return rule.SkipAfter is not null ? rule.SkipTo : index + 1 + rule.Skip;
    }

    private bool RunChain(CompiledRule starter)
    {
        for (CompiledRule? rule = starter; rule is not null; rule = rule.Next)
        {
            _state.CurrentRule = rule;
            if (!RunRule(rule))
            {
                return false;
            }
        }

        return true;
    }

    private bool RunRule(CompiledRule rule)
    {
        if (rule.Operator is null)
        {
            RunMatchActions(rule);
            return true;
        }

        if (_plan.Settings.IsPlain)
        {
            return RunPlain(rule);
        }

        bool matched = false;
        bool mayMatch = rule.GroupSet >= 0 && _state.Groups.MayMatch(rule);
        for (int target = 0; target < rule.Targets.Length; target++)
        {
            int group = rule.Groups[target];
            if (_isExhausted && rule.Targets[target].Variable.Kind != VariableKind.Tx)
            {
                continue; // Only scores are looked at from now on, so that what was found still decides.
            }

            if (group < 0)
            {
                matched |= RunVolatile(rule, rule.Targets[target]);
            }
            else if (mayMatch)
            {
                matched |= RunGroup(rule, rule.Targets[target].Variable, group);
            }
        }

        return matched;
    }

    private bool Test(CompiledRule rule, ReadOnlySpan<char> value)
    {
        OperatorRuns++;
        if (--_untilDeadlineCheck <= 0)
        {
            _untilDeadlineCheck = DeadlineInterval;
            if (Stopwatch.GetTimestamp() > _deadline)
            {
                throw new EngineLimitException("The transaction's rules ran longer than they may.");
            }
        }

        return rule.Operator!.Evaluate(this, value) != rule.IsNegated;
    }

    private bool IsRemoved(CompiledRule rule, VariableInfo variable, int entry) =>
        _state.TargetRemovals.Count != 0 && IsRemoved(rule, variable, _state.Groups.KeyOf(variable, entry));

    private bool IsRemoved(CompiledRule rule, VariableInfo variable, TextSlice key)
    {
        foreach (TargetRemoval removal in _state.TargetRemovals)
        {
            if (removal.Variable == variable.Kind && removal.Rules[rule.Index] && removal.Keys.Matches(_state.Arena.Get(key)))
            {
                return true;
            }
        }

        return false;
    }

    private void Matched(CompiledRule rule, VariableInfo variable, TextSlice key, TextSlice value)
    {
        _state.Matched.Add(variable, key, value);
        RunMatchActions(rule);
    }

    private void RunMatchActions(CompiledRule rule)
    {
        foreach (IRuleAction action in rule.MatchActions)
        {
            action.Run(_state, rule);
        }
    }

    /// <summary>The whole chain has matched: its first rule's last actions, the record, the verdict.</summary>
    private void Complete(CompiledRule starter)
    {
        for (CompiledRule? rule = starter; rule is not null; rule = rule.Next)
        {
            _state.CurrentRule = rule;
            foreach (IRuleAction action in rule.FinalActions)
            {
                action.Run(_state, rule);
            }
        }

        _state.CurrentRule = starter;
        if (starter.Info.Severity != RuleSeverity.None)
        {
            _state.HighestSeverity = Math.Min(_state.HighestSeverity, (int)starter.Info.Severity);
        }

        _state.IsMarkedForAudit |= starter.IsAudited;
        bool interrupts = starter.Disruptive is DisruptiveKind.Deny or DisruptiveKind.Drop or DisruptiveKind.Redirect
            && _state.Switches.Mode == RuleEngineMode.On && Phase < RulePlan.PhaseCount;
        if (starter.IsLogged)
        {
            _recorder.Record(starter, Phase, interrupts);
        }

        if (interrupts)
        {
            _state.Interruption = _recorder.Interrupt(starter, Phase);
        }
        else if (starter.Disruptive >= DisruptiveKind.AllowTransaction && _state.Switches.Mode == RuleEngineMode.On)
        {
            _allow = starter.Disruptive;
        }
    }
}
