namespace Edge.Rules.Matching.Automata;

/// <summary>Bytes, and perhaps the end of the text (or its start, seen from behind).</summary>
internal readonly record struct SymbolSet(ByteSet Bytes, bool HasEdge)
{
    public static SymbolSet OnlyEdge => new(ByteSet.Empty, true);

    public static SymbolSet operator ~(SymbolSet set) => new(~set.Bytes, !set.HasEdge);
}
