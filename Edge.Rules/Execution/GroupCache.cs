using Edge.Rules.Compilation;
using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>
/// The values of each target after each pipeline, found once for all rules that look at them, with the union of the
/// literal clauses that they meet: a rule none of whose values can match is skipped by one look.
/// </summary>
internal sealed partial class GroupCache
{
    private const int InitialValues = 256;

    /// <summary>Values that a pooled cache keeps room for.</summary>
    private const int MaxKeptValues = 65_536;

    private readonly TransactionState _state;
    private readonly RulePlan _plan;
    private readonly int _words;
    private readonly GroupRange[] _ranges;
    private readonly ulong[] _unions;
    private readonly ulong[] _setUnions;
    private readonly SetState[] _sets;
    private readonly List<ReadOnlyMemory<char>> _xmlValues = [];
    private GroupValue[] _values = new GroupValue[InitialValues];
    private int _used;
    private int _epoch = 1;

    public GroupCache(TransactionState state)
    {
        _state = state;
        _plan = state.Plan;
        _words = _plan.ClauseWords;
        _ranges = new GroupRange[_plan.Groups.Length];
        _unions = new ulong[_plan.Groups.Length * _words];
        _setUnions = new ulong[_plan.GroupSets.Length * _words];
        _sets = new SetState[_plan.GroupSets.Length];
    }

    /// <summary>Called when a phase begins: what targets stand for does not change within a phase.</summary>
    public void BeginPhase() => _epoch++;

    public void Clear()
    {
        _epoch++;
        _used = 0;
        if (_values.Length > MaxKeptValues)
        {
            _values = new GroupValue[InitialValues];
        }
    }

    public static bool Meets(ReadOnlySpan<ulong> found, int[] clauses)
    {
        foreach (int clause in clauses)
        {
            if ((found[clause >> 6] & (1UL << (clause & 63))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The values of a group. The span is true until the next group is asked for.</summary>
    public ReadOnlySpan<GroupValue> Values(int group)
    {
        ref GroupRange range = ref _ranges[group];
        if (range.Epoch != _epoch)
        {
            int version = VersionOf(_plan.Groups[group].Target.Variable);
            if (range.Epoch == 0 || range.Version != version)
            {
                ValueGroup definition = _plan.Groups[group];
                if (definition.Source >= 0)
                {
                    Transform(definition, ref range);
                }
                else
                {
                    range.Start = _used;
                    Resolve(definition.Target);
                    range.Count = _used - range.Start;
                    range.Changing = Changing(range);
                }

                range.Version = version;
                range.HasUnion = false;
            }

            range.Epoch = _epoch;
        }

        return _values.AsSpan(range.Start, range.Count);
    }

    /// <summary>The key of a value of a group.</summary>
    public TextSlice KeyOf(VariableInfo variable, int entry) =>
        variable.Store == EntryStore.None ? TextSlice.Empty : _state.Store(variable.Store)[entry].Name;

    /// <summary>Bits of all clauses that values of the group meet, and perhaps more; empty when there are none.</summary>
    private ReadOnlySpan<ulong> Union(int group)
    {
        ReadOnlySpan<GroupValue> values = Values(group);
        ref GroupRange range = ref _ranges[group];
        ValueGroup definition = _plan.Groups[group];
        if (range.IsSource)
        {
            return Union(definition.Source);
        }

        Span<ulong> union = _unions.AsSpan(group * _words, _words);
        if (!range.HasUnion)
        {
            range.HasUnion = true;
            range.HasFound = false;
            bool isAligned = definition is { Source: >= 0, IsSparse: false, IsMultiMatch: false };
            if (isAligned)
            {
                Add(Union(definition.Source), union, ref range.HasFound);
            }

            // What the pipeline did not change was searched as the value that it came from.
            ReadOnlySpan<GroupValue> sources = isAligned ? Values(definition.Source) : [];
            for (int index = 0; index < values.Length; index++)
            {
                int node = values[index].Node;
                if (isAligned && _state.Tree.SearchedAs(node) == _state.Tree.SearchedAs(sources[index].Node))
                {
                    continue;
                }

                ReadOnlySpan<ulong> clauses = _state.Tree.Clauses(node, definition.IsSparse, out bool any);
                Add(any ? clauses : default, union, ref range.HasFound);
            }
        }

        return range.HasFound ? union : default; // Of an ordinary request most groups have nothing.
    }

    /// <summary>Adds bits to a union, which holds nothing of use while it has none.</summary>
    private static void Add(ReadOnlySpan<ulong> found, Span<ulong> union, ref bool hasFound)
    {
        if (found.IsEmpty)
        {
            return;
        }

        if (hasFound)
        {
            Bits.Or(union, found);
        }
        else
        {
            found.CopyTo(union);
            hasFound = true;
        }
    }

    private int VersionOf(VariableInfo variable) => variable.Kind == VariableKind.Xml ? _state.XmlVersion
        : variable.Store == EntryStore.None ? _state.Scalars.Version
        : _state.Store(variable.Store).Version;

    private void Resolve(CompiledTarget target)
    {
        VariableInfo variable = target.Variable;
        if (variable.Kind == VariableKind.Xml)
        {
            ResolveXml(target);
        }
        else if (variable.Store != EntryStore.None)
        {
            ResolveStore(target, _state.Store(variable.Store));
        }
        else if (!variable.IsCollection)
        {
            ref int node = ref _state.Scalars.Node(variable.Kind);
            if (node == 0)
            {
                node = _state.Tree.Add(_state.Scalars[variable.Kind], variable.IsResponse);
            }

            Push(0, node);
        }
    }

    private void ResolveStore(CompiledTarget target, EntryList store)
    {
        VariableInfo variable = target.Variable;
        for (int index = 0; index < store.Count; index++)
        {
            ref EntryList.Entry entry = ref store[index];
            if ((entry.Origin & variable.Origin) == 0 || !IsMeant(target, entry.Name))
            {
                continue;
            }

            ref int node = ref variable.IsNames ? ref entry.NameNode : ref entry.ValueNode;
            if (node == 0)
            {
                node = _state.Tree.Add(variable.IsNames ? entry.Name : entry.Value, variable.IsResponse);
            }

            Push(index, node);
        }
    }

    private bool IsMeant(CompiledTarget target, TextSlice name)
    {
        if (target.Selection.IsAll && target.Exclusions.Length == 0)
        {
            return true;
        }

        ReadOnlySpan<char> text = _state.Arena.Get(name);
        return target.Selection.Matches(text) && !target.IsExcluded(text);
    }

    private void ResolveXml(CompiledTarget target)
    {
        if (_state.Xml is null || target.XPath is null)
        {
            return;
        }

        _xmlValues.Clear();
        if (!_state.Xml.TrySelect(target.XPath, _xmlValues, out string? error))
        {
            throw new EngineLimitException(error);
        }

        foreach (ReadOnlyMemory<char> value in _xmlValues)
        {
            Push(0, _state.Tree.Add(_state.Arena.Add(value.Span), isResponse: false));
        }
    }

    private ulong Changing(GroupRange range)
    {
        ulong changing = 0;
        for (int index = range.Start; index < range.Start + range.Count; index++)
        {
            changing |= _state.Tree.Changing(_values[index].Node);
        }

        return changing;
    }

    private void Transform(ValueGroup group, ref GroupRange range)
    {
        _ = Values(group.Source);
        GroupRange source = _ranges[group.Source];
        range.IsSource = (source.Changing & group.Changing) == 0;
        if (range.IsSource)
        {
            (range.Start, range.Count) = (source.Start, source.Count);
            return;
        }

        range.Start = _used;
        for (int index = source.Start; index < source.Start + source.Count; index++)
        {
            (int entry, int node) = _values[index];
            if ((_state.Tree.Changing(node) & group.Changing) == 0)
            {
                Push(entry, node);
            }
            else
            {
                Transform(group, entry, node);
            }
        }

        range.Count = _used - range.Start;
    }

    private void Transform(ValueGroup group, int entry, int node)
    {
        if (group.IsMultiMatch)
        {
            Push(entry, node);
        }

        foreach (int transformation in group.Pipeline)
        {
            if ((_state.Tree.Changing(node) & TriggerTable.BitOf(transformation)) == 0)
            {
                continue;
            }

            int next = _state.Tree.Transform(node, transformation);
            if (group.IsMultiMatch && next != node)
            {
                Push(entry, next);
            }

            node = next;
        }

        if (!group.IsMultiMatch)
        {
            Push(entry, node);
        }
    }

    private void Push(int entry, int node)
    {
        if (_used == _values.Length)
        {
            Array.Resize(ref _values, _used * 2);
        }

        _values[_used++] = new GroupValue(entry, node);
    }

    private struct GroupRange
    {
        public int Epoch;
        public int Version;
        public int Start;
        public int Count;
        public ulong Changing; // Of groups without a pipeline: what may change some of their values.
        public bool IsSource; // The pipeline changes none of the values.
        public bool HasUnion;
        public bool HasFound;
    }
}
