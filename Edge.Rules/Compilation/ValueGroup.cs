namespace Edge.Rules.Compilation;

/// <summary>The values of one target after one pipeline: what many rules look at alike.</summary>
/// <param name="Target">The target.</param>
/// <param name="Pipeline">Transformations by index.</param>
/// <param name="IsMultiMatch">The value before each transformation that changes it is a value, too.</param>
/// <param name="Source">The group of the same target without transformations, by index; -1 for such a group itself.</param>
internal sealed record ValueGroup(CompiledTarget Target, int[] Pipeline, bool IsMultiMatch, int Source)
{
    /// <summary>The bits of <see cref="TriggerTable"/> without which a value goes through the pipeline unchanged.</summary>
    public ulong Changing { get; } = TriggerTable.Of(Pipeline);

    /// <summary>So few rules look at values of this pipeline that running them on a long value is cheaper than searching it for all literals.</summary>
    public bool IsSparse { get; set; }
}
