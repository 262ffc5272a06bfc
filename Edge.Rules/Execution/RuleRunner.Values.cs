using Edge.Rules.Compilation;
using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>How a rule comes to the values that it looks at.</summary>
internal sealed partial class RuleRunner
{
    private bool RunPlain(CompiledRule rule)
    {
        bool matched = false;
        foreach (CompiledTarget target in rule.Targets)
        {
            matched |= RunVolatile(rule, target);
        }

        return matched;
    }

    private bool RunGroup(CompiledRule rule, VariableInfo variable, int group)
    {
        bool matched = false;
        bool filtered = rule.Clauses.Length > 0;
        bool isSparse = _plan.Groups[group].IsSparse;
        ReadOnlySpan<GroupValue> values = _state.Groups.Values(group);
        foreach (GroupValue value in values)
        {
            if (filtered)
            {
                ReadOnlySpan<ulong> clauses = _state.Tree.Clauses(value.Node, isSparse, out bool any);
                if (!any || !GroupCache.Meets(clauses, rule.Clauses))
                {
                    continue;
                }
            }

            if (IsRemoved(rule, variable, value.Entry))
            {
                continue;
            }

            Work.Spend(RunWork); // Not for single TX values: when no work is left, scores must still decide.
            if (Test(rule, _state.Tree.Span(value.Node)))
            {
                matched = true;
                Work.Spend(MatchWork);
                Matched(rule, variable, _state.Groups.KeyOf(variable, value.Entry), _state.Tree.Text(value.Node));
            }
        }

        return matched;
    }

    private bool RunVolatile(CompiledRule rule, CompiledTarget target)
    {
        if (target.TxSlot >= 0 && rule.Pipeline.Length == 0 && _state.TargetRemovals.Count == 0)
        {
            return RunTx(rule, target);
        }

        _values.Clear();
        _resolver.Resolve(target, _values);
        bool matched = false;
        for (int index = 0; index < _values.Count; index++)
        {
            ResolvedValue value = _values[index];
            if (!IsRemoved(rule, value.Variable, value.Key))
            {
                matched |= rule.Pipeline.Length == 0 ? RunValue(rule, value) : RunPipeline(rule, value);
            }
        }

        return matched;
    }

    /// <summary>The short way for <c>TX:name</c> and <c>&amp;TX:name</c>, of which CRS has hundreds.</summary>
    private bool RunTx(CompiledRule rule, CompiledTarget target)
    {
        bool isSet = _state.Tx.TryGet(target.TxSlot, out TextSlice value);
        if (target.IsCount)
        {
            value = SmallNumbers.ToText(isSet ? 1 : 0, _state.Arena);
        }

        if (!(isSet || target.IsCount) || !Test(rule, _state.Arena.Get(value)))
        {
            return false;
        }

        Matched(rule, target.Variable, TextSlice.Constant(target.Selection.Key!), value);
        return true;
    }

    private bool RunValue(CompiledRule rule, ResolvedValue value)
    {
        if (!Test(rule, _state.Arena.Get(value.Value)))
        {
            return false;
        }

        Matched(rule, value.Variable, value.Key, value.Value);
        return true;
    }

    private bool RunPipeline(CompiledRule rule, ResolvedValue value)
    {
        bool matched = rule.IsMultiMatch && RunValue(rule, value);
        ReadOnlySpan<char> current = _state.Arena.Get(value.Value);
        foreach (int step in rule.Pipeline)
        {
            current = _transformer.Step(_plan.Transformations[step], current, out bool changed);
            if (rule.IsMultiMatch && changed)
            {
                matched |= TestTransformed(rule, value, current);
            }
        }

        return rule.IsMultiMatch ? matched : TestTransformed(rule, value, current);
    }

    private bool TestTransformed(CompiledRule rule, ResolvedValue value, ReadOnlySpan<char> transformed)
    {
        if (!Test(rule, transformed))
        {
            return false;
        }

        Matched(rule, value.Variable, value.Key, _state.Arena.Add(transformed));
        return true;
    }
}
