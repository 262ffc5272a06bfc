namespace Edge.Rules.Matching;

/// <summary>
/// Makes of a pattern that must backtrack one that the automaton can run and that finds whatever the pattern finds, and
/// perhaps more: possessive and atomic parts give back, look-around is dropped, a back reference is any text.
/// </summary>
internal static class RegexRelaxation
{
    public static RegexNode Relax(RegexNode node)
    {
        switch (node.Kind)
        {
            case RegexNodeKind.LookAhead or RegexNodeKind.NotLookAhead or RegexNodeKind.LookBehind or RegexNodeKind.NotLookBehind:
                return new RegexNode(RegexNodeKind.Sequence);
            case RegexNodeKind.BackReference:
                return new RegexNode(RegexNodeKind.Repeat, RegexNode.Bytes(ByteSet.All));
            case RegexNodeKind.Atomic:
                return Relax(node.Child);
        }

        return node.Children.Count == 0 ? node : new RegexNode(node.Kind, [.. node.Children.Select(Relax)])
        {
            Set = node.Set,
            Min = node.Min,
            Max = node.Max,
            Lazy = node.Lazy,
            Possessive = false,
            Group = node.Group,
            IgnoreCase = node.IgnoreCase,
        };
    }

    /// <summary>
    /// The pattern without what it may begin with but need not: it occurs in the same texts. A backtracking engine would try
    /// that part anew at each place.
    /// </summary>
    public static RegexNode DropOptionalStart(RegexNode node)
    {
        if (node is { Kind: RegexNodeKind.Repeat, Min: 0, Possessive: false } && !node.Any(static child => child.Kind == RegexNodeKind.Capture))
        {
            return new RegexNode(RegexNodeKind.Sequence);
        }

        return node.Kind == RegexNodeKind.Sequence && node.Children.Count > 0
            ? new RegexNode(RegexNodeKind.Sequence, [DropOptionalStart(node.Children[0]), .. node.Children.Skip(1)])
            : node;
    }
}
