using System.Buffers;
using System.Numerics;

namespace Edge.Rules.Matching;

/// <summary>Finds many literals in one pass, ASCII case ignored. Immutable; scans allocate nothing.</summary>
/// <remarks>
/// A full automaton (no failure links at run time) over classes of bytes: bytes that no literal tells apart share one
/// column. Chars above 0xFF are in no literal. One table look-up per char.
/// </remarks>
internal sealed class AhoCorasick
{
    /// <summary>With at most so many first bytes, skipping to one of them vectorised beats walking the table.</summary>
    private const int MaxSkippedFirstBytes = 8;

    /// <summary>Set on a table entry whose state ends a literal.</summary>
    private const int HasOutput = int.MinValue;

    private readonly byte[] _classes;
    private readonly int _shift; // Rows are as long as a power of two: a row offset shifted by this is the state.
    private readonly int[] _table; // [row offset + class] → row offset, with HasOutput.
    private readonly int[] _literal; // Per state: the literal that ends here, or -1.
    private readonly int[] _shorter; // Per state: the next state on the suffix chain that ends a literal, or -1.
    private readonly int[] _lengths;
    private readonly SearchValues<char>? _firstBytes;

    private AhoCorasick(AhoCorasickBuilder builder)
    {
        _classes = builder.Classes;
        _shift = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)builder.Columns));
        _table = new int[builder.Literal.Count << _shift];
        _literal = [.. builder.Literal];
        _shorter = builder.Shorter;
        _lengths = builder.Lengths;
        for (int i = 0; i < builder.Table.Count; i++)
        {
            int state = builder.Table[i];
            _table[((i / builder.Columns) << _shift) + (i % builder.Columns)] = (state << _shift) | (_literal[state] >= 0 || _shorter[state] >= 0 ? HasOutput : 0);
        }

        char[] first = [.. Enumerable.Range(0, 256).Where(value => _table[_classes[value]] != 0).Select(static value => (char)value)];
        _firstBytes = first.Length <= MaxSkippedFirstBytes ? SearchValues.Create(first) : null;
    }

    /// <summary>Builds the automaton. Literals are of at least one char; the same one may stand in the list twice.</summary>
    public static AhoCorasick Create(IReadOnlyList<string> literals) => new(new AhoCorasickBuilder(literals));

    /// <summary>Whether any literal occurs.</summary>
    public bool ContainsAny(ReadOnlySpan<char> value) => TryFindFirst(value, out _, out _);

    /// <summary>Finds the occurrence that ends first; of those, the longest.</summary>
    public bool TryFindFirst(ReadOnlySpan<char> value, out int start, out int length)
    {
        int row = 0;
        for (int i = 0; i < value.Length; i++)
        {
            if (row == 0 && _firstBytes is not null && !SkipToFirst(value, ref i))
            {
                break;
            }

            row = _table[row + Class(value[i])];
            if (row < 0)
            {
                int state = (row & ~HasOutput) >> _shift;
                length = _lengths[_literal[_literal[state] >= 0 ? state : _shorter[state]]];
                start = i + 1 - length;
                return true;
            }
        }

        start = length = 0;
        return false;
    }

    private bool SkipToFirst(ReadOnlySpan<char> value, ref int at)
    {
        int skip = value[at..].IndexOfAny(_firstBytes!);
        at += Math.Max(skip, 0);
        return skip >= 0;
    }

    private int Class(char c) => c < _classes.Length ? _classes[c] : 0;
}
