using Edge.Rules.Detection.Xss;
using Edge.Tests.TestKit;

namespace Edge.Tests.Rules.Detection;

public sealed class XssDetectorTests
{
    private static readonly string[] Pieces =
    [
        "<", ">", "</", "<!", "<!--", "-->", "<?", "<![CDATA[", "=", "'", "\"", "`", "/", " ", "\t", "\0", "&#", "&#x", "6a;", "&colon;", "&", ";", ":", "on", "onx",
        "a", "img", "src", "href", "style", "values", "content", "url=", "attributename", "java", "data:", "image/", "\\x", "\\", "x:", "é", "0;", "\xA0",
    ];

    [Fact]
    public void Attacks_OfOurList_AreAllFound()
    {
        string[] attacks = DetectionData.Lines("xss-attacks.txt");
        Assert.Equal(55, attacks.Length);
        string[] wrong = [.. attacks.Where(static value => !XssDetector.IsXss(value))];
        Assert.Empty(wrong);
    }

    [Fact]
    public void BenignValues_OfOurList_AreNeverFound()
    {
        string[] benign = DetectionData.Lines("xss-benign.txt");
        Assert.Equal(61, benign.Length);
        string[] wrong = [.. benign.Where(static value => XssDetector.IsXss(value))];
        Assert.Empty(wrong);
    }

    [Fact]
    public void BenignValues_OfTheSqlList_AreNeverFound()
    {
        string[] wrong = [.. DetectionData.Lines("sqli-benign.txt").Where(static value => XssDetector.IsXss(value))];
        Assert.Empty(wrong);
    }

    [Fact]
    public void PublicVectors_All_Pass()
    {
        List<(string Input, bool Matches)> vectors = DetectionData.Vectors("detectXSS.json");
        Assert.Equal(3, vectors.Count);
        Assert.All(vectors, static vector => Assert.Equal(vector.Matches, XssDetector.IsXss(vector.Input)));
    }

    [Theory]
    [InlineData("text <b>x</b> ", "<script>x()</script>")]
    [InlineData("<a ", "<script>")]
    [InlineData("<p a b c d e f g h i j k l m n o p q r s t>", "<img src=x onerror=x()>")]
    [InlineData("a=b ", "onclick=x()")]
    public void Attack_BehindMuchMarkup_IsFound(string padding, string attack)
    {
        string value = string.Concat(Enumerable.Repeat(padding, 3000));
        Assert.False(XssDetector.IsXss(value));
        Assert.True(XssDetector.IsXss(value + attack));
    }

    [Fact]
    public void EventAttribute_BehindMoreAttributesThanAreRead_IsFound() =>
        Assert.True(XssDetector.IsXss("<img " + string.Concat(Enumerable.Repeat("a=b ", 100)) + "onerror=x()>"));

    [Fact]
    public void Detection_OfAnyValue_AllocatesNothing()
    {
        string[] values = [.. DetectionData.Lines("xss-attacks.txt"), .. DetectionData.Lines("xss-benign.txt")];
        Assert.Equal(0, Allocations.Of(() => Array.ForEach(values, static value => XssDetector.IsXss(value))));
    }

    [Fact]
    public void Detection_OfShuffledMarkup_NeverThrows()
    {
        int count = 0;
        foreach (string value in DetectionData.Shuffled(Pieces, seed: 11, count: 60_000))
        {
            XssDetector.IsXss(value);
            count++;
        }

        Assert.Equal(60_000, count);
    }

    [Theory]
    [InlineData("<")]
    [InlineData("<a ")]
    [InlineData("<a b='")]
    [InlineData("<a b=\"'")]
    [InlineData("<a b=c ")]
    [InlineData("<a href=&#x ")]
    [InlineData("<a =")]
    [InlineData("=")]
    [InlineData("a=")]
    [InlineData(" =")]
    [InlineData("<a href=x")]
    [InlineData("<a style=x ")]
    public void Work_OnRepeatedPieces_GrowsNoFasterThanTheValue(string piece)
    {
        // Each "<" may be followed into its attributes, each of which is as long as the piece or a name's limit.
        int perChar = (XssLimits.MaxAttributes * (piece.Length + 2)) + XssLimits.MaxNameLength;
        string value = string.Concat(Enumerable.Repeat(piece, 40_000 / piece.Length));
        XssDetector.IsXss(value, out int steps);
        Assert.InRange(steps, 0, value.Length * perChar);

        XssDetector.IsXss(value + value, out int twice);
        Assert.InRange(twice, 0, (steps * 2) + 1000);
    }
}
