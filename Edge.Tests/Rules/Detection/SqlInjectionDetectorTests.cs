using Edge.Rules.Detection.Sqli;
using Edge.Tests.TestKit;

namespace Edge.Tests.Rules.Detection;

public sealed class SqlInjectionDetectorTests
{
    private static readonly string[] Pieces =
    [
        "'", "\"", "`", "(", ")", ",", ";", "--", "-- ", "#", "/*", "*/", "/*!50000", "\\", "@", "@@", "$$", "[", "]", "{", "0x1", "1", ".5", "1e", "=",
        "<>", "||", "&&", "|", "-", "*", ":=", "::", " ", "\n", "\0", "\xA0", " or ", " and ", " union ", " select ", " from ", " where ", " case ", " when ",
        " then ", " end ", " in ", " is ", " not ", " null ", " between ", " like ", " order by ", " exec ", " declare ", "sleep(", "ascii(", "x", "a.b", "é",
    ];

    private static bool IsInjection(string value) => SqlInjectionDetector.IsInjection(value, stackalloc char[8], out _, out _);

    [Fact]
    public void Attacks_OfOurList_AreAllFound()
    {
        string[] attacks = DetectionData.Lines("sqli-attacks.txt");
        Assert.Equal(75, attacks.Length);
        string[] wrong = [.. attacks.Where(static value => !IsInjection(value))];
        Assert.Empty(wrong);
    }

    [Fact]
    public void BenignValues_OfOurList_AreNeverFound()
    {
        string[] benign = DetectionData.Lines("sqli-benign.txt");
        Assert.Equal(185, benign.Length);
        string[] wrong = [.. benign.Where(static value => IsInjection(value))];
        Assert.Empty(wrong);
    }

    [Fact]
    public void BenignValues_OfTheXssList_AreNeverFound()
    {
        string[] wrong = [.. DetectionData.Lines("xss-benign.txt").Where(static value => IsInjection(value))];
        Assert.Empty(wrong);
    }

    [Fact]
    public void PublicVectors_All_Pass()
    {
        List<(string Input, bool Matches)> vectors = DetectionData.Vectors("detectSQLi.json");
        Assert.Equal(3, vectors.Count);
        Assert.All(vectors, static vector => Assert.Equal(vector.Matches, IsInjection(vector.Input)));
    }

    [Theory]
    [InlineData("1 or 1=1", "1&1o1")]
    [InlineData("x' or 'a'='a", "s&sos")]
    [InlineData("-1 union select 2,3", "1UE1,1")]
    [InlineData("sleep(5)", "f(1)")]
    [InlineData("admin'--", "sc")]
    public void Fingerprint_OfAnAttack_NamesItsTokens(string value, string expected)
    {
        Span<char> fingerprint = stackalloc char[8];
        Assert.True(SqlInjectionDetector.IsInjection(value, fingerprint, out int length, out _));
        Assert.Equal(expected, fingerprint[..length].ToString());
    }

    [Fact]
    public void Fingerprint_WithoutRoom_IsCutShort()
    {
        Assert.True(SqlInjectionDetector.IsInjection("1 or 1=1", [], out int none, out _));
        Assert.Equal(0, none);
        Span<char> two = stackalloc char[2];
        Assert.True(SqlInjectionDetector.IsInjection("1 or 1=1", two, out int length, out _));
        Assert.Equal("1&", two[..length].ToString());
    }

    [Fact]
    public void Attack_FarBehindProse_IsFound()
    {
        string prose = string.Concat(Enumerable.Repeat("some words that mean nothing at all, ", 100));
        Assert.False(IsInjection(prose));
        Assert.True(IsInjection(prose + "1 union select name, pass from members"));
        Assert.True(IsInjection(prose + "x or 7=7"));
    }

    [Fact]
    public void Attack_BehindNesting_IsFound()
    {
        Assert.True(IsInjection("x' or ((((((((1))))))))=(((1)))-- -"));
        Assert.True(IsInjection("1)))))))) or 1=1"));
        Assert.True(IsInjection("-1 union/**//**/((((((select 1"));
    }

    [Fact]
    public void Detection_OfAnyValue_AllocatesNothing()
    {
        string[] values = [.. DetectionData.Lines("sqli-attacks.txt"), .. DetectionData.Lines("sqli-benign.txt")];
        Assert.Equal(0, Allocations.Of(() => Array.ForEach(values, static value => IsInjection(value))));
    }

    [Fact]
    public void Detection_OfShuffledSql_NeverThrows()
    {
        int count = 0;
        foreach (string value in DetectionData.Shuffled(Pieces, seed: 7, count: 60_000))
        {
            IsInjection(value);
            count++;
        }

        Assert.Equal(60_000, count);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("or a ")]
    [InlineData("or (a ")]
    [InlineData("union select a ")]
    [InlineData("case when ")]
    [InlineData("case when (a ")]
    [InlineData("ascii(")]
    [InlineData("'\"")]
    [InlineData("' or ")]
    [InlineData("\\'")]
    [InlineData("not ")]
    [InlineData("select a,")]
    [InlineData("/**/ #\n")]
    public void Work_OnRepeatedPieces_GrowsNoFasterThanTheValue(string piece)
    {
        // Each token starts at most a few judgements of LookAhead tokens, in each of three contexts and two dialects.
        const int stepsPerToken = 6 * 3 * SqlLimits.LookAhead;
        string value = string.Concat(Enumerable.Repeat(piece, 20_000 / piece.Length));
        int length = 0;
        SqlInjectionDetector.Read(value, [], ref length, out int steps);
        Assert.InRange(steps, 0, Math.Min(value.Length, SqlLimits.MaxTokens) * stepsPerToken);

        SqlInjectionDetector.Read(value + value, [], ref length, out int twice);
        Assert.InRange(twice, 0, (steps * 2) + (stepsPerToken * SqlLimits.Window));
    }
}
