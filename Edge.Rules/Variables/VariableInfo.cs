namespace Edge.Rules.Variables;

/// <summary>What the compiler and the resolver know of one variable.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Name">The manual's spelling.</param>
/// <param name="Store">The list it looks at, if it is a list of the transaction.</param>
/// <param name="IsNames">It yields the entries' names, not their values.</param>
/// <param name="Origin">The entries it sees.</param>
/// <param name="IsVolatile">It may change between two rules of a phase, so that nothing about it is kept.</param>
/// <param name="IsResponse">It belongs to the response, and is searched for the literals of response rules.</param>
internal sealed record VariableInfo(
    VariableKind Kind, string Name, EntryStore Store, bool IsNames, ValueOrigin Origin, bool IsVolatile, bool IsResponse)
{
    public bool IsCollection => Kind >= VariableKind.Args;

    /// <summary>TX, IP and the like: what <c>setvar</c> writes.</summary>
    public bool IsWritable => Kind is VariableKind.Tx || IsPersistent;

    public bool IsPersistent => Kind is VariableKind.Ip or VariableKind.Session or VariableKind.User or VariableKind.Global or VariableKind.Resource;
}
