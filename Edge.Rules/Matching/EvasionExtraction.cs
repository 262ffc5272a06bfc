namespace Edge.Rules.Matching;

/// <summary>
/// Finds the literals of patterns that allow some filler between all letters, as <c>l[\\'"]*s</c> does for shells that
/// ignore quotes.
/// </summary>
/// <remarks>
/// A value without any filler byte matches the pattern exactly when it matches the pattern with the filler taken out, so it
/// holds that one's literals. A value with a filler byte holds that byte. Hence each group of literals of the pattern
/// without filler, joined with the filler bytes, is required by the pattern itself.
/// </remarks>
internal static class EvasionExtraction
{
    /// <summary>Bytes that a filler may have; more would be met by any value.</summary>
    private const int MaxFillerBytes = 6;

    /// <summary>The requirement of a pattern with filler, or null when there is none.</summary>
    public static LiteralRequirement? Extract(RegexNode root)
    {
        Dictionary<ByteSet, int> counts = [];
        Count(root, counts);
        foreach ((ByteSet filler, int _) in counts.OrderByDescending(static pair => pair.Value))
        {
            List<string> bytes = [.. filler.ToList().Select(static value => value.ToString())];
            if (LiteralExtraction.Extract(Without(root, filler)) is LiteralRequirement requirement)
            {
                return new LiteralRequirement([.. requirement.Groups.Select(group => (IReadOnlyList<string>)[.. group.Union(bytes, StringComparer.Ordinal)])]);
            }
        }

        return null;
    }

    private static void Count(RegexNode node, Dictionary<ByteSet, int> counts)
    {
        if (IsFiller(node))
        {
            counts[node.Child.Set] = counts.GetValueOrDefault(node.Child.Set) + 1;
            return;
        }

        foreach (RegexNode child in node.Children)
        {
            Count(child, counts);
        }
    }

    private static bool IsFiller(RegexNode node) =>
        node is { Kind: RegexNodeKind.Repeat, Min: 0, Child.Kind: RegexNodeKind.Bytes } && node.Child.Set.Count <= MaxFillerBytes
        && node.Child.Set.ToList().TrueForAll(static value => LiteralExtraction.IsUseful(value.ToString()));

    /// <summary>The pattern as it is for values that hold no byte of the filler.</summary>
    private static RegexNode Without(RegexNode node, ByteSet filler)
    {
        if (IsFiller(node) && (node.Child.Set & ~filler) == ByteSet.Empty)
        {
            return new RegexNode(RegexNodeKind.Sequence);
        }

        return node.Children.Count == 0 ? node : new RegexNode(node.Kind, [.. node.Children.Select(child => Without(child, filler))])
        {
            Set = node.Set,
            Min = node.Min,
            Max = node.Max,
            Lazy = node.Lazy,
            Possessive = node.Possessive,
            Group = node.Group,
            IgnoreCase = node.IgnoreCase,
        };
    }
}
