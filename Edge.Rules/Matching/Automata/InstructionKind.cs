namespace Edge.Rules.Matching.Automata;

/// <summary>What an <see cref="Instruction"/> does.</summary>
internal enum InstructionKind
{
    /// <summary>Consumes one byte of its set.</summary>
    Bytes,

    /// <summary>Goes both ways.</summary>
    Split,

    /// <summary>Goes on when what follows, a byte or the end, is in its set.</summary>
    Ahead,

    /// <summary>Goes on when what stands before, a byte or the start, is in its set.</summary>
    Before,

    /// <summary>Goes on when no text that ends here matches the look-behind of its number.</summary>
    NotBehind,

    /// <summary>A look-behind's own text ends here.</summary>
    BehindMatch,

    /// <summary>Notes the place.</summary>
    Save,

    /// <summary>The pattern matches.</summary>
    Match,
}
