using System.Buffers;
using System.Numerics;

namespace Edge.Rules.Matching;

/// <summary>Tells in one pass which of many short literals a value holds, ASCII case ignored. Immutable; scans allocate nothing.</summary>
/// <remarks>
/// The automaton of <see cref="AhoCorasick"/> in a quarter of its room, because a scan's speed is that of the cache: state
/// numbers of 16 bits, and the classes of common bytes side by side. States that end a literal have the lowest numbers
/// behind the root, so a scan only notes which of those it came by. Long values are scanned in four pieces at once, so that
/// the processor waits for four cells together; it marks every state it comes by, for no processor can guess which ones
/// end a literal.
/// </remarks>
internal sealed class LiteralScanner
{
    /// <summary>States that 16 bits can number.</summary>
    public const int MaxStates = ushort.MaxValue;

    /// <summary>Shorter values, in chars, are scanned in one piece.</summary>
    private const int MinSplitLength = 512;

    private readonly byte[] _classes;
    private readonly int _overlap; // Chars of a piece that begin in the one before: the longest literal but one char.
    private readonly int _shift; // Rows are as long as a power of two.
    private readonly ushort[] _table; // [state, class] → state.
    private readonly int[] _literal; // Per ending: the literal that ends there, or -1.
    private readonly int[] _shorter; // Per ending: the next one on the suffix chain, or -1.
    private readonly int[] _duplicate; // Per literal: another literal of the same text, or -1.

    private LiteralScanner(AhoCorasickBuilder builder)
    {
        int states = builder.Literal.Count;
        bool IsEnding(int state) => builder.Literal[state] >= 0 || builder.Shorter[state] >= 0;
        int[] order = [0, .. Enumerable.Range(1, states - 1).Where(IsEnding), .. Enumerable.Range(1, states - 1).Where(state => !IsEnding(state))];
        int[] number = new int[states]; // By the builder's number.
        for (int index = 0; index < states; index++)
        {
            number[order[index]] = index;
        }

        EndingCount = Enumerable.Range(1, states - 1).Count(IsEnding);
        _literal = [-1, .. order.Skip(1).Take(EndingCount).Select(state => builder.Literal[state])];
        _shorter = [-1, .. order.Skip(1).Take(EndingCount).Select(state => builder.Shorter[state] < 0 ? -1 : number[builder.Shorter[state]])];
        _duplicate = builder.Duplicate;
        int[] columns = CommonFirst(builder);
        _overlap = builder.Lengths.Max() - 1;
        _classes = [.. builder.Classes.Select(column => (byte)columns[column])];
        _shift = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)builder.Columns));
        _table = new ushort[states << _shift];
        for (int cell = 0; cell < builder.Table.Count; cell++)
        {
            _table[(number[cell / builder.Columns] << _shift) + columns[cell % builder.Columns]] = (ushort)number[builder.Table[cell]];
        }
    }

    /// <summary>Places where literals end: <see cref="Scan"/> sets bits 1 to this.</summary>
    public int EndingCount { get; }

    /// <summary>Words of 64 bits that <see cref="Scan"/> needs.</summary>
    public int EndingWords => (EndingCount >> 6) + 1;

    /// <summary>Builds the scanner; null when the literals need more than <see cref="MaxStates"/>. Literals are of at least one char.</summary>
    public static LiteralScanner? TryCreate(IReadOnlyList<string> literals)
    {
        AhoCorasickBuilder builder = new(literals);
        return builder.Literal.Count > MaxStates ? null : new LiteralScanner(builder);
    }

    /// <summary>Sets the bit of every ending that the value comes by; <see cref="LiteralsOf"/> says which literals end there.</summary>
    /// <param name="value">Where to look.</param>
    /// <param name="found">At least <see cref="EndingWords"/>; other bits stay.</param>
    public void Scan(ReadOnlySpan<char> value, Span<ulong> found)
    {
        if (value.Length >= MinSplitLength)
        {
            ScanPieces(value, found);
            return;
        }

        int state = 0;
        uint endings = (uint)EndingCount;
        foreach (char c in value)
        {
            state = Next(state, c);
            if ((uint)(state - 1) < endings)
            {
                found[state >> 6] |= 1ul << state;
            }
        }
    }

    /// <summary>The literals that end at an ending: the longest, and those that are its last chars.</summary>
    public IEnumerable<int> LiteralsOf(int ending)
    {
        for (int at = ending; at >= 0; at = _shorter[at])
        {
            for (int literal = _literal[at]; literal >= 0; literal = _duplicate[literal])
            {
                yield return literal;
            }
        }
    }

    /// <summary>New numbers for the columns. Column 0, the bytes of no literal, stays.</summary>
    private static int[] CommonFirst(AhoCorasickBuilder builder)
    {
        int[] uses = new int[builder.Columns];
        for (int cell = 0; cell < builder.Table.Count; cell++)
        {
            uses[cell % builder.Columns] += builder.Table[cell] != 0 ? 1 : 0;
        }

        int[] columns = new int[builder.Columns];
        int next = 1;
        foreach (int column in Enumerable.Range(1, builder.Columns - 1).OrderByDescending(column => uses[column]))
        {
            columns[column] = next++;
        }

        return columns;
    }

    private void ScanPieces(ReadOnlySpan<char> value, Span<ulong> found)
    {
        int others = EndingCount + 1;
        byte[] rented = ArrayPool<byte>.Shared.Rent(others + 1);
        Span<byte> marks = rented.AsSpan(0, others + 1);
        marks.Clear();
        int length = (value.Length + (3 * _overlap) + 3) / 4;
        ReadOnlySpan<char> first = value[..length];
        ReadOnlySpan<char> second = value.Slice(length - _overlap, length);
        ReadOnlySpan<char> third = value.Slice(2 * (length - _overlap), length);
        ReadOnlySpan<char> fourth = value[^length..];
        int a = 0, b = 0, c = 0, d = 0;
        for (int at = 0; at < first.Length; at++)
        {
            a = Next(a, first[at]);
            b = Next(b, second[at]);
            c = Next(c, third[at]);
            d = Next(d, fourth[at]);
            marks[Math.Min(a, others)] = 1;
            marks[Math.Min(b, others)] = 1;
            marks[Math.Min(c, others)] = 1;
            marks[Math.Min(d, others)] = 1;
        }

        marks[0] = marks[others] = 0; // The root, and all that end no literal.
        for (int at = marks.IndexOf((byte)1); at >= 0;)
        {
            found[at >> 6] |= 1ul << at;
            int next = marks[(at + 1)..].IndexOf((byte)1);
            at = next < 0 ? -1 : at + 1 + next;
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    private int Next(int state, char value) => _table[(state << _shift) + (value < _classes.Length ? _classes[value] : 0)];
}
