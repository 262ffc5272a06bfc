using Edge.Rules.Bodies;

namespace Edge.Tests.Rules.Bodies;

public class CookieParserTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a=1; b=2", new[] { "a=1", "b=2" })]
    [InlineData("a=1;b=2;", new[] { "a=1", "b=2" })]
    [InlineData("a=b=c", new[] { "a=b=c" })]
    [InlineData("a", new[] { "a=" })]
    [InlineData("  a = 1 ", new[] { "a = 1" })]
    [InlineData(";;a=1;;", new[] { "a=1" })]
    [InlineData("=1; \t=2; a=3", new[] { "a=3" })]
    [InlineData("a=1 ;b=2 ;", new[] { "a=1 ", "b=2" })]
    [InlineData("a=%41+", new[] { "a=%41+" })]
    [InlineData("a=\"x;y\"", new[] { "a=\"x", "y\"=" })]
    [InlineData("a=1; a=2", new[] { "a=1", "a=2" })]
    public void Header_OfTable_GivesCookies(string header, string[] expected) => Assert.Equal(expected, Read(header, 1000, out _));

    [Fact]
    public void Cookies_OverTheLimit_AreReported()
    {
        Assert.Equal(["a=1", "b=2"], Read("a=1; b=2", 2, out bool exceeded));
        Assert.False(exceeded);
        Assert.Equal(["a=1", "b=2"], Read("a=1; b=2; c=3", 2, out exceeded));
        Assert.True(exceeded);
    }

    private static List<string> Read(string header, int limit, out bool exceeded)
    {
        CookieParser parser = new(header, BodyLimits.Default with { MaxCookies = limit });
        List<string> found = [];
        while (parser.TryRead(out ReadOnlySpan<char> name, out ReadOnlySpan<char> value))
        {
            found.Add($"{name}={value}");
        }

        exceeded = parser.LimitExceeded;
        return found;
    }
}
