using Edge.Rules.Matching;

namespace Edge.Tests.Rules.Matching;

public sealed class AhoCorasickTests
{
    [Theory]
    [InlineData("ab", 2)]
    [InlineData("abcdefghijklmnop\u00E9\u00C9-", 40)]
    public void Scan_RandomLiterals_AgreesWithNaiveSearch(string alphabet, int mostLiterals)
    {
        Random random = new(3);
        for (int round = 0; round < 400; round++)
        {
            string[] literals = [.. Enumerable.Range(0, random.Next(1, mostLiterals + 1)).Select(_ => Text(random, alphabet, 1, 5))];
            AhoCorasick automaton = AhoCorasick.Create(literals);
            string value = Text(random, alphabet + "zA\u0100", 0, round % 4 == 0 ? 900 : 60); // Long values are scanned another way.
            HashSet<int> found = Scan(LiteralScanner.TryCreate(literals)!, value);
            int end = int.MaxValue;
            for (int i = 0; i < literals.Length; i++)
            {
                int at = Naive(value, literals[i]);
                Assert.Equal(at >= 0, found.Contains(i));
                end = at >= 0 ? Math.Min(end, at + literals[i].Length) : end;
            }

            bool first = automaton.TryFindFirst(value, out int start, out int length);
            Assert.Equal(end != int.MaxValue, first);
            Assert.Equal(first, automaton.ContainsAny(value));
            Assert.True(!first || (start + length == end && literals.Any(literal => literal.Length == length && Naive(value[start..end], literal) == 0)));
        }
    }

    [Fact]
    public void Scan_AnyValue_AllocatesNothing()
    {
        AhoCorasick automaton = AhoCorasick.Create(["select", "union", "script"]);
        LiteralScanner scanner = LiteralScanner.TryCreate(["select", "union", "script"])!;
        ulong[] found = new ulong[scanner.EndingWords];
        string value = string.Concat(Enumerable.Repeat("a union of scripts ", 50));
        long least = long.MaxValue;
        for (int round = 0; round < 20 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            scanner.Scan(value, found);
            scanner.Scan(value.AsSpan(0, 100), found);
            automaton.ContainsAny(value);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.Equal([1, 2], Scan(scanner, value).Order());
    }

    [Fact]
    public void Scanner_OfTooManyLiterals_IsRefused() =>
        Assert.Null(LiteralScanner.TryCreate([.. Enumerable.Range(0, 20_000).Select(static index => $"{index:x5}literal")]));

    private static HashSet<int> Scan(LiteralScanner scanner, string value)
    {
        ulong[] found = new ulong[scanner.EndingWords];
        scanner.Scan(value, found);
        return [.. Enumerable.Range(1, scanner.EndingCount).Where(ending => (found[ending / 64] >> (ending % 64) & 1) != 0).SelectMany(scanner.LiteralsOf)];
    }

    private static string Text(Random random, string alphabet, int least, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => alphabet[random.Next(alphabet.Length)]));

    private static int Naive(string value, string literal)
    {
        for (int i = 0; i + literal.Length <= value.Length; i++)
        {
            if (Enumerable.Range(0, literal.Length).All(at => Fold(value[i + at]) == Fold(literal[at])))
            {
                return i;
            }
        }

        return -1;
    }

    private static char Fold(char c) => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
}
