namespace Edge.Rules.Compilation;

/// <summary>What a <see cref="RuleGate"/> asks for.</summary>
internal enum RuleGateKind : byte
{
    /// <summary>Nothing: the rule has to be run.</summary>
    None,

    /// <summary>A clause of literals that some value of a group set must meet.</summary>
    Literals,

    /// <summary><c>TX:name</c> must be set, to a number of a range.</summary>
    TxNumber,

    /// <summary><c>&amp;TX:name</c>, 0 or 1, must be in a range.</summary>
    TxCount,
}
