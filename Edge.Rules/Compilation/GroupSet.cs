namespace Edge.Rules.Compilation;

/// <summary>The groups that a rule looks at: rules that look at the same ones are asked about together.</summary>
/// <param name="Groups">By index, ascending, each once.</param>
/// <param name="Source">The set of the same targets without transformations, by index; -1 for such a set itself.</param>
/// <param name="Pipeline">Transformations by index; the same for all groups.</param>
internal sealed record GroupSet(int[] Groups, int Source, int[] Pipeline)
{
    /// <summary>The bits of <see cref="TriggerTable"/> without which the values are searched for literals as those of the source.</summary>
    public ulong Changing { get; set; }
}
