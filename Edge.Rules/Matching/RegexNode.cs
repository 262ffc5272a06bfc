namespace Edge.Rules.Matching;

/// <summary>A node of a parsed PCRE pattern. Flags such as <c>(?i)</c> are already worked into the byte sets.</summary>
internal sealed class RegexNode(RegexNodeKind kind, params RegexNode[] children)
{
    /// <summary>The largest <see cref="MinLength"/> that is told apart; keeps sums from overflowing.</summary>
    private const int MaxMinLength = 1 << 16;

    private int _minLength = -1; // Computed once: the tree is asked at every level.

    public RegexNodeKind Kind { get; } = kind;

    public IReadOnlyList<RegexNode> Children { get; } = children;

    public RegexNode Child => Children[0];

    public ByteSet Set { get; init; }

    /// <summary>Least count of a repeat.</summary>
    public int Min { get; init; }

    /// <summary>Largest count of a repeat; null for no limit.</summary>
    public int? Max { get; init; }

    public bool Lazy { get; init; }

    public bool Possessive { get; init; }

    /// <summary>Number of a group, or of the one that a back reference means.</summary>
    public int Group { get; init; }

    public bool IgnoreCase { get; init; }

    /// <summary>The fewest bytes that the node consumes.</summary>
    public int MinLength => _minLength >= 0 ? _minLength : _minLength = ComputeMinLength();

    private int ComputeMinLength() => Kind switch
    {
        RegexNodeKind.Bytes => 1,
        RegexNodeKind.Sequence => Math.Min(MaxMinLength, Children.Sum(static child => child.MinLength)),
        RegexNodeKind.Alternation => Children.Min(static child => child.MinLength),
        RegexNodeKind.Repeat => (int)Math.Min(MaxMinLength, (long)Min * Child.MinLength),
        RegexNodeKind.Capture or RegexNodeKind.Atomic => Child.MinLength,
        _ => 0,
    };

    /// <summary>What <see cref="LiteralExtraction"/> found out: all strings of this node, null when too many.</summary>
    public List<string>? Exact { get; set; }

    /// <summary>Whether <see cref="Exact"/> has been found out.</summary>
    public bool HasExact { get; set; }

    public static RegexNode Bytes(ByteSet set) => new(RegexNodeKind.Bytes) { Set = set };

    /// <summary>Whether this node or one below it satisfies the condition.</summary>
    public bool Any(Func<RegexNode, bool> condition) => condition(this) || Children.Any(child => child.Any(condition));
}
