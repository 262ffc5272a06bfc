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
    private const int MaxSearchedChars = 6;

    private readonly LiteralScanner? _literals;
    private readonly ClauseMemory _memory = new();
    private readonly ulong[] _clausesOfEnding; // Per ending a bit for each clause, in as many words as all clauses need.
    private readonly int _words;

    private LiteralFilter(LiteralScanner? literals, int[][] clausesOfLiteral, int clauseCount)
    {
        _literals = literals;
        _words = (clauseCount + 63) / 64;
        _clausesOfEnding = new ulong[((literals?.EndingCount ?? 0) + 1) * _words];
        for (int ending = 1; ending <= (literals?.EndingCount ?? 0); ending++)
        {
            foreach (int clause in literals!.LiteralsOf(ending).SelectMany(literal => clausesOfLiteral[literal]))
            {
                _clausesOfEnding[(ending * _words) + (clause >> 6)] |= 1UL << (clause & 63);
            }
        }

        ClauseCount = clauseCount;
        LiteralWords = literals?.EndingWords ?? 0;
    }

    public int ClauseCount { get; }

    /// <summary>Words of 64 bits that a search works in.</summary>
    public int LiteralWords { get; }

    public static LiteralFilter Create(IReadOnlyList<IReadOnlyList<string>> clauses)
    {
        for (int most = MaxSearchedChars; ; most--) // Shorter, when they are too many.
        {
            Dictionary<string, List<int>> byLiteral = Cut(clauses, most);
            LiteralScanner? scanner = byLiteral.Count == 0 ? null : LiteralScanner.TryCreate([.. byLiteral.Keys]);
            if (scanner is not null || byLiteral.Count == 0)
            {
                return new LiteralFilter(scanner, [.. byLiteral.Values.Select(static members => members.ToArray())], clauses.Count);
            }
        }
    }

    /// <summary>Sets the bit of every clause that the value meets.</summary>
    /// <param name="value">The value.</param>
    /// <param name="scratch">At least <see cref="LiteralWords"/>, all zero; all zero again afterwards.</param>
    /// <param name="clauses">Overwritten.</param>
    /// <returns>Whether any bit is set.</returns>
    public bool Search(ReadOnlySpan<char> value, Span<ulong> scratch, Span<ulong> clauses)
    {
        if (_literals is null || value.IsEmpty)
        {
            clauses.Clear();
            return false;
        }

        if (!ClauseMemory.IsEligible(value))
        {
            return SearchAnew(_literals, value, scratch, clauses);
        }

        if (_memory.TryGet(value, out int hash, out ulong[]? known))
        {
            if (known is null)
            {
                clauses.Clear();
                return false;
            }

            known.CopyTo(clauses);
            return true;
        }

        bool any = SearchAnew(_literals, value, scratch, clauses);
        _memory.Add(value, hash, any ? clauses : default);
        return any;
    }

    private bool SearchAnew(LiteralScanner literals, ReadOnlySpan<char> value, Span<ulong> scratch, Span<ulong> clauses)
    {
        clauses.Clear();
        Span<ulong> found = scratch[..LiteralWords];
        literals.Scan(value, found);
        bool any = false;
        for (int word = found.IndexOfAnyExcept(0UL); word >= 0; word = NextNonZero(found, word))
        {
            ulong bits = found[word];
            any = true;
            found[word] = 0;
            for (; bits != 0; bits &= bits - 1)
            {
                Bits.Or(clauses, _clausesOfEnding.AsSpan(((word * 64) + BitOperations.TrailingZeroCount(bits)) * _words, _words));
            }
        }

        return any;
    }

    /// <summary>The clauses of each literal, in lower case and cut.</summary>
    private static Dictionary<string, List<int>> Cut(IReadOnlyList<IReadOnlyList<string>> clauses, int most)
    {
        Dictionary<string, List<int>> byLiteral = new(StringComparer.Ordinal);
        for (int clause = 0; clause < clauses.Count; clause++)
        {
            foreach (string literal in clauses[clause])
            {
                string cut = LiteralRequirement.LowerAscii(literal[..Math.Min(most, literal.Length)]);
                if (!byLiteral.TryGetValue(cut, out List<int>? members))
                {
                    byLiteral.Add(cut, members = []);
                }

                if (members.Count == 0 || members[^1] != clause)
                {
                    members.Add(clause);
                }
            }
        }

        return byLiteral;
    }

    private static int NextNonZero(ReadOnlySpan<ulong> words, int after)
    {
        int next = words[(after + 1)..].IndexOfAnyExcept(0UL);
        return next < 0 ? -1 : after + 1 + next;
    }
}
