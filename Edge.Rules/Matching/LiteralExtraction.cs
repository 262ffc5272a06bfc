namespace Edge.Rules.Matching;

/// <summary>Finds the literals that every match of a pattern contains.</summary>
/// <remarks>
/// Walks the tree with the set of strings that end where the walk stands ("open"). What cannot be listed closes that set:
/// it becomes a group of the requirement when all its strings are long enough.
/// </remarks>
internal static class LiteralExtraction
{
    /// <summary>Shorter literals occur in too many values to skip anything, but for single bytes of punctuation.</summary>
    public const int MinLiteralLength = 2;

    /// <summary>Literals are not cut below this length.</summary>
    private const int LongEnough = 4;

    /// <summary>Alternatives of one group.</summary>
    public const int MaxAlternatives = 256;

    /// <summary>Chars of one literal; what is longer is closed and begun anew.</summary>
    private const int MaxLiteralLength = 24;

    /// <summary>Groups that are kept, the most selective ones.</summary>
    private const int MaxGroups = 4;

    /// <summary>A set of more bytes (case ignored) is not listed one by one.</summary>
    private const int MaxListedBytes = 16;

    /// <summary>Copies of a counted repeat that are listed.</summary>
    private const int MaxListedRepeat = 4;

    /// <summary>The requirement of a pattern, or null when there is none.</summary>
    public static LiteralRequirement? Extract(RegexNode root)
    {
        State state = new();
        Visit(root, state);
        state.Close();
        return state.Groups.Count == 0
            ? null
            : new([.. state.Groups.OrderByDescending(Score).Take(MaxGroups)]);
    }

    /// <summary>Whether a literal is rare enough: at least two bytes, or one that is no letter, digit or blank.</summary>
    public static bool IsUseful(string literal) =>
        literal.Length >= MinLiteralLength || (literal.Length == 1 && !char.IsAsciiLetterOrDigit(literal[0]) && literal[0] != ' ');

    private static void Visit(RegexNode node, State state)
    {
        switch (node.Kind)
        {
            case RegexNodeKind.Bytes:
                state.Append(ListBytes(node.Set));
                break;
            case RegexNodeKind.Sequence:
                foreach (RegexNode child in node.Children)
                {
                    Visit(child, state);
                }

                break;
            case RegexNodeKind.Capture or RegexNodeKind.Atomic:
                Visit(node.Child, state);
                break;
            case RegexNodeKind.Alternation:
                VisitAlternation(node, state);
                break;
            case RegexNodeKind.Repeat:
                VisitRepeat(node, state);
                break;
            case RegexNodeKind.LookAhead or RegexNodeKind.LookBehind:
                // What is looked at stands somewhere in the value, but is not part of the text being read.
                State seen = new();
                Visit(node.Child, seen);
                seen.Close();
                state.Groups.AddRange(seen.Groups);
                break;
            case RegexNodeKind.BackReference:
                state.Append(null);
                break;
        }
    }

    private static void VisitAlternation(RegexNode node, State state)
    {
        List<string>? exact = Exact(node);
        if (exact is not null && state.CanAppend(exact))
        {
            state.Append(exact);
            return;
        }

        state.Close();
        HashSet<string> union = new(StringComparer.Ordinal);
        foreach (RegexNode branch in node.Children)
        {
            State inner = new();
            Visit(branch, inner);
            inner.Close();
            if (inner.Groups.Count == 0)
            {
                return; // This branch requires nothing, so the alternation does not.
            }

            union.UnionWith(inner.Groups.MaxBy(Score)!);
        }

        state.Add(union);
    }

    private static void VisitRepeat(RegexNode node, State state)
    {
        List<string>? exact = Exact(node);
        if (exact is not null && state.CanAppend(exact))
        {
            state.Append(exact);
            return;
        }

        if (node.Min == 0)
        {
            state.Append(null);
            return;
        }

        List<string>? once = Exact(node.Child);
        if (once is not null)
        {
            state.Append(once); // The first round follows what was before …
            state.Close();
            if (node.Min > 1 || node.Max != 1)
            {
                state.Append(once); // … and the last one stands before what comes next.
            }

            return;
        }

        state.Close();
        Visit(node.Child, state);
        state.Close();
    }

    /// <summary>All strings (lower case) that the node can match, or null when they are too many.</summary>
    private static List<string>? Exact(RegexNode node)
    {
        if (!node.HasExact)
        {
            node.Exact = ComputeExact(node);
            node.HasExact = true;
        }

        return node.Exact;
    }

    private static List<string>? ComputeExact(RegexNode node)
    {
        switch (node.Kind)
        {
            case RegexNodeKind.Bytes:
                return ListBytes(node.Set);
            case RegexNodeKind.Capture or RegexNodeKind.Atomic:
                return Exact(node.Child);
            case RegexNodeKind.Sequence:
                return Product(node.Children.Select(Exact));
            case RegexNodeKind.Alternation:
                HashSet<string> union = new(StringComparer.Ordinal);
                foreach (RegexNode child in node.Children)
                {
                    if (Exact(child) is not { } strings || union.Count + strings.Count > MaxAlternatives)
                    {
                        return null;
                    }

                    union.UnionWith(strings);
                }

                return [.. union];
            case RegexNodeKind.Repeat when node.Max is <= MaxListedRepeat && Exact(node.Child) is { } once:
                HashSet<string> counts = new(StringComparer.Ordinal);
                for (int count = node.Min; count <= node.Max; count++)
                {
                    if (Product(Enumerable.Repeat(once, count)) is not { } strings || counts.Count + strings.Count > MaxAlternatives)
                    {
                        return null;
                    }

                    counts.UnionWith(strings);
                }

                return [.. counts];
            case RegexNodeKind.Repeat or RegexNodeKind.BackReference or RegexNodeKind.LookAhead or RegexNodeKind.LookBehind:
                return null;
            default:
                return [""];
        }
    }

    private static List<string>? Product(IEnumerable<List<string>?> factors)
    {
        List<string> product = [""];
        foreach (List<string>? factor in factors)
        {
            if (factor is null || (long)product.Count * factor.Count > MaxAlternatives)
            {
                return null;
            }

            product = [.. product.SelectMany(_ => factor, static (left, right) => left + right).Distinct(StringComparer.Ordinal)];
            if (product.Any(static text => text.Length > MaxLiteralLength))
            {
                return null;
            }
        }

        return product;
    }

    private static List<string>? ListBytes(ByteSet set)
    {
        if (set.Count > 2 * MaxListedBytes)
        {
            return null;
        }

        HashSet<char> folded = [.. set.ToList().Select(static c => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c)];
        return folded.Count > MaxListedBytes ? null : [.. folded.Select(static c => c.ToString())];
    }

    /// <summary>Long literals first, then few of them.</summary>
    private static int Score(IReadOnlyCollection<string> group) =>
        (Math.Min(6, group.Min(static literal => literal.Length)) * 100) - Math.Min(99, group.Count);

    /// <summary>Where a walk stands.</summary>
    private sealed class State
    {
        private List<string> _open = [""];

        public List<IReadOnlyList<string>> Groups { get; } = [];

        public bool CanAppend(List<string> strings) =>
            (long)_open.Count * strings.Count <= MaxAlternatives
            && _open.Max(static text => text.Length) + strings.Max(static text => text.Length) <= MaxLiteralLength;

        /// <param name="strings">What may come next; null when that cannot be listed.</param>
        public void Append(List<string>? strings)
        {
            if (strings is null || strings.Count == 0)
            {
                Close();
                return;
            }

            if (!CanAppend(strings))
            {
                Close();
            }

            _open = CanAppend(strings)
                ? [.. _open.SelectMany(_ => strings, static (left, right) => left + right).Distinct(StringComparer.Ordinal)]
                : [""];
        }

        public void Close()
        {
            Add(_open);
            _open = [""];
        }

        /// <summary>Adds a group when it tells something; a literal that contains another one of its group is not needed.</summary>
        public void Add(IReadOnlyCollection<string> group)
        {
            for (int length = MaxLiteralLength / 2; group.Count > MaxAlternatives && length >= MinLiteralLength; length--)
            {
                int most = length; // Too many: their beginnings are fewer, and as certain.
                group = group.Select(literal => literal[..Math.Min(most, literal.Length)]).ToHashSet(StringComparer.Ordinal);
            }

            if (group.Count is 0 or > MaxAlternatives || !group.All(IsUseful))
            {
                return;
            }

            List<string> kept = [];
            foreach (string literal in CutEnds([.. group]).OrderBy(static literal => literal.Length))
            {
                if (!kept.Exists(shorter => literal.Contains(shorter, StringComparison.Ordinal)))
                {
                    kept.Add(literal);
                }
            }

            Groups.Add(kept);
        }

        /// <summary>Drops a first or last char that only multiplies the alternatives, as the white space of <c>\sselect</c> does.</summary>
        private static List<string> CutEnds(List<string> group)
        {
            while (group.Min(static literal => literal.Length) > LongEnough)
            {
                List<string> front = [.. group.Select(static literal => literal[1..]).Distinct(StringComparer.Ordinal)];
                List<string> back = [.. group.Select(static literal => literal[..^1]).Distinct(StringComparer.Ordinal)];
                List<string> fewer = front.Count < back.Count ? front : back;
                if (fewer.Count * 3 > group.Count)
                {
                    break;
                }

                group = fewer;
            }

            return group;
        }
    }
}
