using Edge.Rules;
using Edge.Tests.TestKit;

namespace Edge.Tests.Rules.Transformations;

/// <summary>What <c>SecUnicodeMapFile</c> reads, and what <c>t:urlDecodeUni</c> makes of it.</summary>
public sealed class UnicodeMapTests
{
    private const string Map = """
        # Pairs of code points and bytes.
        1251  (ANSI 8:8 - Cyrillic)
        0434:64 043e:6f
        0440:70

        20127 (US-ASCII)
        2215:2f 0440:3f
        """;

    [Theory]
    [InlineData(1251, "t:utf8toUnicode,t:urlDecodeUni", "/?a=%D0%B4%D0%BE%D1%80", "dop")]
    [InlineData(20127, "t:urlDecodeUni", "/?a=..%25u2215etc", "../etc")]
    [InlineData(20127, "t:urlDecodeUni", "/?a=%25u0440", "?")]
    [InlineData(1251, "t:urlDecodeUni", "/?a=%25u2215", "\u0015")] // Not in this map: the low byte.
    public void CodePoint_OfTheMap_BecomesItsByte(int codePage, string transformations, string target, string expected)
    {
        using var folder = new TestFolder();
        folder.Write("unicode.mapping", Map);
        RuleSet rules = TestRules.Load($"SecUnicodeMapFile {folder.Path}/unicode.mapping {codePage}\nSecRule ARGS \"@unconditionalMatch\" \"id:1,{transformations}\"");
        using Transaction transaction = TestRules.Run(rules, target);
        Assert.Equal(expected, Assert.Single(transaction.Matches).Value);
    }

    [Fact]
    public void CodePage_ThatTheFileLacks_IsAnError()
    {
        using var folder = new TestFolder();
        folder.Write("unicode.mapping", Map);
        RuleSetLoadResult result = RuleSet.Load(new RuleSetOptions { Prologue = $"SecUnicodeMapFile {folder.Path}/unicode.mapping 850" });
        Assert.Equal($"SecUnicodeMapFile asks for code page 850, of which '{folder.Path}/unicode.mapping' has no map.", Assert.Single(result.Diagnostics).Message);
    }
}
