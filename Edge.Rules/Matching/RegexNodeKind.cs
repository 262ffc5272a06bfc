namespace Edge.Rules.Matching;

/// <summary>What a <see cref="RegexNode"/> is.</summary>
internal enum RegexNodeKind
{
    /// <summary>One byte out of <see cref="RegexNode.Set"/>.</summary>
    Bytes,
    Sequence,
    Alternation,
    Repeat,
    Capture,
    Atomic,
    LookAhead,
    NotLookAhead,
    LookBehind,
    NotLookBehind,
    BackReference,

    /// <summary><c>^</c> under <c>(?m)</c>: at the start and after inner newlines, not after the last one.</summary>
    LineStart,
    LineEnd,
    TextStart,
    TextEnd,

    /// <summary><c>\Z</c>: at the end or before the newline that ends the text.</summary>
    TextEndOrLastLine,
    MatchStart,
    WordBoundary,
    NotWordBoundary,
}
