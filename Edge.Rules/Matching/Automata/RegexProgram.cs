namespace Edge.Rules.Matching.Automata;

/// <summary>A pattern as instructions for an automaton over bytes. Immutable.</summary>
/// <remarks>
/// Bytes that no set of the pattern tells apart are one symbol; one symbol more stands for both ends of the text. So the
/// tables of <see cref="LazyAutomaton"/> have few columns.
/// </remarks>
internal sealed class RegexProgram
{
    private readonly bool[] _members;

    /// <param name="instructions">The instructions; none of them continues behind the last.</param>
    /// <param name="sets">What the arguments of instructions mean.</param>
    /// <param name="looksBack">What the arguments of <see cref="InstructionKind.Before"/> mean: at most 32.</param>
    /// <param name="start">Where a search begins that may start anywhere.</param>
    /// <param name="body">Where the pattern itself begins.</param>
    /// <param name="behind">For each look-behind where its own search begins.</param>
    public RegexProgram(Instruction[] instructions, IReadOnlyList<SymbolSet> sets, IReadOnlyList<SymbolSet> looksBack, int start, int body, int[] behind)
    {
        Instructions = instructions;
        (Start, Body, Behind) = (start, body, behind);
        Symbols = Partition(sets, out int count);
        Edge = count;
        _members = new bool[sets.Count * SymbolCount];
        Kinds = new uint[SymbolCount];
        Mark(sets, looksBack);
    }

    public Instruction[] Instructions { get; }

    public int Start { get; }

    public int Body { get; }

    public int[] Behind { get; }

    /// <summary>The symbol of each byte.</summary>
    public byte[] Symbols { get; }

    /// <summary>The symbol of both ends of the text.</summary>
    public int Edge { get; }

    public int SymbolCount => Edge + 1;

    /// <summary>For each symbol one bit for each set of <see cref="InstructionKind.Before"/> that holds it.</summary>
    public uint[] Kinds { get; }

    public bool Contains(int set, int symbol) => _members[(set * SymbolCount) + symbol];

    /// <summary>The symbol at a place of a text; the one of its ends outside.</summary>
    public int SymbolAt(ReadOnlySpan<char> text, int at) => (uint)at < (uint)text.Length ? Symbols[(byte)text[at]] : Edge;

    private static byte[] Partition(IReadOnlyList<SymbolSet> sets, out int count)
    {
        byte[] symbols = new byte[256];
        count = 1;
        foreach (SymbolSet set in sets.Distinct())
        {
            Dictionary<(byte, bool), byte> split = [];
            for (int value = 0; value < symbols.Length; value++)
            {
                (byte, bool) key = (symbols[value], set.Bytes.Contains((char)value));
                if (!split.TryGetValue(key, out byte symbol))
                {
                    split.Add(key, symbol = (byte)split.Count);
                }

                symbols[value] = symbol;
            }

            count = split.Count;
        }

        return symbols;
    }

    private void Mark(IReadOnlyList<SymbolSet> sets, IReadOnlyList<SymbolSet> looksBack)
    {
        for (int value = 0; value <= Symbols.Length; value++)
        {
            int symbol = value < Symbols.Length ? Symbols[value] : Edge;
            bool IsIn(SymbolSet set) => value < Symbols.Length ? set.Bytes.Contains((char)value) : set.HasEdge;
            for (int set = 0; set < sets.Count; set++)
            {
                _members[(set * SymbolCount) + symbol] = IsIn(sets[set]);
            }

            for (int set = 0; set < looksBack.Count; set++)
            {
                Kinds[symbol] |= IsIn(looksBack[set]) ? 1u << set : 0;
            }
        }
    }
}
