namespace Edge.Rules.Matching;

/// <summary>Builds the tables of an <see cref="AhoCorasick"/>, once, at load.</summary>
internal sealed class AhoCorasickBuilder
{
    /// <summary>Entries of the table; above, the literals are too many for this machine's memory budget (4 bytes each).</summary>
    private const int MaxTableEntries = 1 << 26;

    private readonly int[] _last; // Per state: its failure link while building.

    public AhoCorasickBuilder(IReadOnlyList<string> literals)
    {
        Lengths = [.. literals.Select(static literal => literal.Length)];
        Duplicate = new int[literals.Count];
        Columns = AssignClasses(literals);
        AddState();
        for (int i = 0; i < literals.Count; i++)
        {
            Insert(literals[i], i);
        }

        _last = new int[Literal.Count];
        Shorter = new int[Literal.Count];
        Link();
    }

    /// <summary>Class of each byte; class 0 holds the bytes that are in no literal.</summary>
    public byte[] Classes { get; } = new byte[256];

    public int Columns { get; }

    /// <summary>Next state by state and class.</summary>
    public List<int> Table { get; } = [];

    public List<int> Literal { get; } = [];

    public int[] Shorter { get; }

    public int[] Duplicate { get; }

    public int[] Lengths { get; }

    private int AssignClasses(IReadOnlyList<string> literals)
    {
        int count = 1;
        foreach (string literal in literals)
        {
            ArgumentException.ThrowIfNullOrEmpty(literal);
            foreach (char c in literal)
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThan(c, '\u00FF');
                char lower = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
                if (Classes[lower] == 0)
                {
                    Classes[lower] = (byte)count++;
                    Classes[char.IsAsciiLetterLower(lower) ? lower & 0xDF : lower] = Classes[lower];
                }
            }
        }

        return count;
    }

    private int AddState()
    {
        if (Table.Count + Columns > MaxTableEntries)
        {
            throw new InvalidOperationException($"The literals need more than {MaxTableEntries} table entries.");
        }

        Table.AddRange(Enumerable.Repeat(0, Columns));
        Literal.Add(-1);
        return Literal.Count - 1;
    }

    private void Insert(string literal, int index)
    {
        int state = 0;
        foreach (char c in literal)
        {
            int entry = (state * Columns) + Classes[c];
            if (Table[entry] == 0)
            {
                int added = AddState();
                Table[entry] = added;
            }

            state = Table[entry];
        }

        Duplicate[index] = Literal[state];
        Literal[state] = index;
    }

    /// <summary>Breadth first: links each state to its longest proper suffix and fills the gaps of its row from there.</summary>
    private void Link()
    {
        Queue<int> queue = new();
        Shorter[0] = -1;
        for (int column = 0; column < Columns; column++)
        {
            if (Table[column] != 0)
            {
                Shorter[Table[column]] = -1;
                queue.Enqueue(Table[column]);
            }
        }

        while (queue.TryDequeue(out int state))
        {
            int suffix = _last[state];
            for (int column = 0; column < Columns; column++)
            {
                int entry = (state * Columns) + column;
                int fallback = Table[(suffix * Columns) + column];
                int next = Table[entry];
                if (next == 0)
                {
                    Table[entry] = fallback;
                    continue;
                }

                _last[next] = fallback;
                Shorter[next] = Literal[fallback] >= 0 ? fallback : Shorter[fallback];
                queue.Enqueue(next);
            }
        }
    }
}
