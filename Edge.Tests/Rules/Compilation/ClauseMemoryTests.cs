using Edge.Rules.Compilation;

namespace Edge.Tests.Rules.Compilation;

public sealed class ClauseMemoryTests
{
    private readonly ClauseMemory _memory = new();

    [Fact]
    public void Value_ThatCameOnce_IsNotRemembered()
    {
        Assert.False(Knows("text/html", out int hash, out _));
        _memory.Add("text/html", hash, [5]);
        Assert.False(Knows("text/html", out _, out _));
    }

    [Fact]
    public void Value_ThatCameTwice_IsRememberedWithItsClauses()
    {
        Learn("text/html", [5, 0, 7]);
        Assert.True(Knows("text/html", out _, out ulong[]? clauses));
        Assert.Equal([5UL, 0, 7], clauses!);
        Assert.False(Knows("text/htm", out _, out _));
        Assert.False(Knows("Text/html", out _, out _));
    }

    [Fact]
    public void Value_WithoutClauses_IsRememberedAsSuch()
    {
        Learn("keep-alive", []);
        Assert.True(Knows("keep-alive", out _, out ulong[]? clauses));
        Assert.Null(clauses);
    }

    [Fact]
    public void ValuesThatComeOnce_DisplaceNothingAndAllocateNothing()
    {
        Learn("keep-alive", [1]);
        char[] text = "value-000000".ToCharArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int number = 0; number < 100_000; number++)
        {
            for (int at = text.Length - 1, rest = number; at > 5; at--, rest /= 10)
            {
                text[at] = (char)('0' + (rest % 10));
            }

            _ = _memory.TryGet(text, out int hash, out _);
            _memory.Add(text, hash, [2]);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(Knows("keep-alive", out _, out _));
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(ClauseMemory.MaxLength, true)]
    [InlineData(ClauseMemory.MaxLength + 1, false)]
    public void OnlyValuesOfOrdinaryLength_AreEligible(int length, bool isEligible) =>
        Assert.Equal(isEligible, ClauseMemory.IsEligible(new string('x', length)));

    [Fact]
    public void Filter_AskedAgainAndAgain_AnswersAsANewOne()
    {
        string[][] clauses = [["select", "union"], ["script"], ["passwd", "shadow"], ["%0a"]];
        LiteralFilter filter = LiteralFilter.Create(clauses);
        foreach (string value in (string[])["a plain text", "UNION of SELECT", "<script>union", "/etc/passwd", "line%0Afeed", "a plain text", "abc", new('u', 400)])
        {
            bool[] expected = [.. clauses.Select(literals => literals.Any(literal => value.Contains(literal, StringComparison.OrdinalIgnoreCase)))];
            for (int time = 0; time < 4; time++)
            {
                ulong[] found = [ulong.MaxValue];
                bool any = filter.Search(value, new ulong[filter.LiteralWords], found);
                Assert.Equal(expected.Any(static meets => meets), any);
                Assert.Equal(expected, Enumerable.Range(0, clauses.Length).Select(clause => (found[0] >> clause & 1) == 1));
            }
        }
    }

    private bool Knows(string value, out int hash, out ulong[]? clauses) => _memory.TryGet(value, out hash, out clauses);

    private void Learn(string value, ulong[] clauses)
    {
        for (int time = 0; time < 2; time++)
        {
            Knows(value, out int hash, out _);
            _memory.Add(value, hash, clauses);
        }
    }
}
