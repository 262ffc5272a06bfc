using System.Numerics;
using Edge.Rules.Matching;

namespace Edge.Rules.Compilation;

/// <summary>
/// One search for the literals that rules require. A clause is a set of literals of which a value must hold at least
/// one; a rule runs on a value only when the value meets all clauses of the rule.
/// </summary>
internal sealed class LiteralFilter
{
    /// <summary>Chars of a literal that are searched for: what follows them adds room, and hardly tells more.</summary>
    private const int MaxSearchedChars = 12;

    private readonly AhoCorasick? _literals;
    private readonly int _literalWords;
    private readonly int[][] _clausesOfLiteral;

    private LiteralFilter(AhoCorasick? literals, int[][] clausesOfLiteral, int clauseCount)
    {
        _literals = literals;
        _clausesOfLiteral = clausesOfLiteral;
        _literalWords = (clausesOfLiteral.Length + 63) / 64;
        ClauseCount = clauseCount;
    }

    public int ClauseCount { get; }

    public int LiteralWords => _literalWords;

    public int LiteralCount => _clausesOfLiteral.Length;

    public static LiteralFilter Create(IReadOnlyList<IReadOnlyList<string>> clauses)
    {
        Dictionary<string, List<int>> byLiteral = new(StringComparer.Ordinal);
        for (int clause = 0; clause < clauses.Count; clause++)
        {
            foreach (string literal in clauses[clause])
            {
                string folded = string.Create(Math.Min(literal.Length, MaxSearchedChars), literal, static (span, text) =>
                {
                    for (int index = 0; index < span.Length; index++)
                    {
                        span[index] = char.IsAsciiLetterUpper(text[index]) ? (char)(text[index] | 0x20) : text[index];
                    }
                });
                if (!byLiteral.TryGetValue(folded, out List<int>? members))
                {
                    byLiteral.Add(folded, members = []);
                }

                if (members.Count == 0 || members[^1] != clause)
                {
                    members.Add(clause);
                }
            }
        }

        AhoCorasick? literals = byLiteral.Count == 0 ? null : AhoCorasick.Create([.. byLiteral.Keys]);
        return new LiteralFilter(literals, [.. byLiteral.Values.Select(static members => members.ToArray())], clauses.Count);
    }

    /// <summary>Sets the bit of every clause that the value meets.</summary>
    /// <param name="value">The value.</param>
    /// <param name="scratch">At least <see cref="LiteralWords"/>, all zero; all zero again afterwards.</param>
    /// <param name="clauses">Overwritten.</param>
    /// <returns>Whether any bit is set.</returns>
    public bool Search(ReadOnlySpan<char> value, Span<ulong> scratch, Span<ulong> clauses)
    {
        clauses.Clear();
        if (_literals is null || value.IsEmpty)
        {
            return false;
        }

        Span<ulong> found = scratch[.._literalWords];
        _literals.Scan(value, found);
        bool any = false;
        for (int word = found.IndexOfAnyExcept(0UL); word >= 0; word = NextNonZero(found, word))
        {
            ulong bits = found[word];
            any = true;
            found[word] = 0;
            for (; bits != 0; bits &= bits - 1)
            {
                foreach (int clause in _clausesOfLiteral[(word * 64) + BitOperations.TrailingZeroCount(bits)])
                {
                    clauses[clause >> 6] |= 1UL << (clause & 63);
                }
            }
        }

        return any;
    }

    private static int NextNonZero(ReadOnlySpan<ulong> words, int after)
    {
        int next = words[(after + 1)..].IndexOfAnyExcept(0UL);
        return next < 0 ? -1 : after + 1 + next;
    }
}
