using Edge.Rules.Compilation;

namespace Edge.Rules.Execution;

/// <summary>What is known of the sets of groups that rules look at.</summary>
internal sealed partial class GroupCache
{
    /// <summary>Whether any value of the rule's groups meets its clauses. No clauses are always met.</summary>
    public bool MayMatch(CompiledRule rule)
    {
        if (rule.Clauses.Length == 0)
        {
            return true;
        }

        int set = Searched(rule.GroupSet);
        return _sets[set].HasFound && Meets(_setUnions.AsSpan(set * _words, _words), rule.Clauses);
    }

    /// <summary>Whether it is known already that no value of a set meets a clause. Finds nothing out, so it cannot fail.</summary>
    public bool RulesOut(int set, int clause)
    {
        if (!IsKnown(set))
        {
            return false;
        }

        int searched = _sets[set].SearchedAs;
        return !_sets[searched].HasFound || (_setUnions[(searched * _words) + (clause >> 6)] & (1UL << (clause & 63))) == 0;
    }

    /// <summary>Whether it is known what the values of a set meet: because it was asked for, or because its pipeline changes none of its source's values.</summary>
    private bool IsKnown(int set)
    {
        ref SetState state = ref _sets[set];
        if (state.Epoch == _epoch)
        {
            return true;
        }

        GroupSet definition = _plan.GroupSets[set];
        int source = definition.Source;
        if (source < 0 || _sets[source].Epoch != _epoch || (_sets[source].Changing & definition.Changing) != 0)
        {
            return false;
        }

        (state.Epoch, state.SearchedAs) = (_epoch, source);
        return true;
    }

    /// <summary>The set that holds what is known of a set's values: itself, or its source.</summary>
    private int Searched(int set)
    {
        GroupSet definition = _plan.GroupSets[set];
        if (definition.Source >= 0)
        {
            Searched(definition.Source);
        }

        ref SetState state = ref _sets[set];
        if (!IsKnown(set))
        {
            (state.HasFound, state.Changing) = (false, 0);
            Span<ulong> union = _setUnions.AsSpan(set * _words, _words);
            foreach (int group in definition.Groups)
            {
                Add(Union(group), union, ref state.HasFound);
                state.Changing |= _ranges[group].Changing;
            }

            (state.Epoch, state.SearchedAs) = (_epoch, set);
        }

        return state.SearchedAs;
    }

    private struct SetState
    {
        public int Epoch;
        public int SearchedAs;
        public ulong Changing; // Of sets without a pipeline: what may change some of their values.
        public bool HasFound;
    }
}
