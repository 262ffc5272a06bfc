namespace Edge.Rules.Compilation;

/// <summary>Finds the values that rules share: equal targets after equal pipelines are one group.</summary>
internal sealed class GroupTable
{
    /// <summary>Rules with literals, of one pipeline, up to which its groups are sparse.</summary>
    private const int MaxSparseRules = 2;

    private readonly Dictionary<string, int> _groupIndexes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _setIndexes = new(StringComparer.Ordinal);
    private readonly List<ValueGroup> _groups = [];
    private readonly List<GroupSet> _sets = [];

    public ValueGroup[] Groups => [.. _groups];

    public GroupSet[] Sets => [.. _sets];

    public void Assign(CompiledRule rule)
    {
        string pipeline = PipelineOf(rule.Pipeline, rule.IsMultiMatch);
        rule.Groups = [.. rule.Targets.Select(target => target.IsVolatile ? -1 : GroupOf(target, pipeline, rule))];
        int[] groups = [.. rule.Groups.Where(static group => group >= 0).Distinct().Order()];
        if (groups.Length > 0)
        {
            int source = rule.Pipeline.Length == 0 ? -1 : SetOf([.. groups.Select(group => _groups[group].Source).Order()], -1, []);
            rule.GroupSet = SetOf(groups, source, rule.Pipeline);
        }
    }

    /// <summary>Called when all rules have their clauses.</summary>
    public void MarkSparse(IEnumerable<CompiledRule> rules)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (CompiledRule rule in rules.Where(static rule => rule.Clauses.Length > 0))
        {
            string pipeline = PipelineOf(rule.Pipeline, rule.IsMultiMatch);
            counts[pipeline] = counts.GetValueOrDefault(pipeline) + 1;
        }

        foreach (ValueGroup group in _groups)
        {
            group.IsSparse = group.Pipeline.Length > 0 && counts.GetValueOrDefault(PipelineOf(group.Pipeline, group.IsMultiMatch)) <= MaxSparseRules;
        }
    }

    private static string PipelineOf(int[] transformations, bool isMultiMatch) => string.Join(',', transformations) + (isMultiMatch ? "m" : "");

    private int SetOf(int[] groups, int source, int[] pipeline)
    {
        string key = string.Join(',', groups);
        if (!_setIndexes.TryGetValue(key, out int index))
        {
            index = _sets.Count;
            _sets.Add(new GroupSet(groups, source, pipeline));
            _setIndexes.Add(key, index);
        }

        return index;
    }

    private int GroupOf(CompiledTarget target, string pipeline, CompiledRule rule)
    {
        string key = pipeline + "|" + target.Signature;
        if (!_groupIndexes.TryGetValue(key, out int index))
        {
            int source = rule.Pipeline.Length == 0 ? -1 : SourceOf(target);
            index = _groups.Count;
            _groups.Add(new ValueGroup(target, rule.Pipeline, rule.IsMultiMatch, source));
            _groupIndexes.Add(key, index);
        }

        return index;
    }

    /// <summary>The group of the target's untransformed values, which selects the entries once for all pipelines.</summary>
    private int SourceOf(CompiledTarget target)
    {
        string key = "|" + target.Signature;
        if (!_groupIndexes.TryGetValue(key, out int index))
        {
            index = _groups.Count;
            _groups.Add(new ValueGroup(target, [], false, -1));
            _groupIndexes.Add(key, index);
        }

        return index;
    }
}
