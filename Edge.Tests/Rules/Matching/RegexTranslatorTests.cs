using Edge.Rules.Matching;
using Edge.Rules.Matching.Automata;

namespace Edge.Tests.Rules.Matching;

public sealed class RegexTranslatorTests
{
    [Theory]
    [InlineData(@"(?i)az[y-z]", "AZZ", true)] // Both ends of the alphabet fold.
    [InlineData(@"(?i)AZ[Y-Z]", "azz", true)]
    [InlineData(@"(?:=a)", "a", false)] // What follows (?: is not a part of it.
    [InlineData(@"(?:!a)", "!a", true)]
    [InlineData(@"(?:>a)", "a", false)]
    [InlineData(@"a.c", "a\nc", true)] // DOTALL is on, as in ModSecurity v3.
    [InlineData(@"^(?:=|x)b", "b", false)] // What follows the colon is a char, not a kind of group.
    [InlineData(@"^(?:>=|!)b", ">=b", true)]
    [InlineData(@"^(?:!|x)b", "!b", true)]
    [InlineData(@"^b$", "a\nb\nc", true)] // MULTILINE too.
    [InlineData(@"^$", "a\n", false)] // PCRE's ^ does not match after the newline that ends the text.
    [InlineData(@"^$", "", true)]
    [InlineData(@"^$", "a\n\nb", true)]
    [InlineData(@"a\Z", "a\n", true)]
    [InlineData(@"a\z", "a\n", false)]
    [InlineData(@"(?-m)^b", "a\nb", false)]
    [InlineData(@"(?-s)a.c", "a\nc", false)]
    [InlineData(@"(?i)\xe9", "\u00C9", false)] // Bytes from 0x80 have no case.
    [InlineData(@"(?i)k", "K", true)]
    [InlineData(@"(?i)[^a]", "A", false)]
    [InlineData(@"a(?i)b|c", "C", true)] // An option holds to the end of its group, over alternatives.
    [InlineData(@"(a(?i)b)c", "aBC", false)]
    [InlineData(@"(?i:a)b", "AB", false)]
    [InlineData(@"\bselect\b", "\u00E9select\u00FF", true)] // Bytes from 0x80 are no word bytes.
    [InlineData(@"\bselect\b", "aselect", false)]
    [InlineData(@"\Bb", "\u00E9b", false)]
    [InlineData(@"\bx[\xe9]", "x\u00E9", true)]
    [InlineData(@"\bx[^a]y", "x\u00FFy", true)]
    [InlineData(@"\s", "\u0085", false)]
    [InlineData(@"\s", "\v", true)]
    [InlineData(@"\w", "\u00E9", false)]
    [InlineData(@"\W", "\u00E9", true)]
    [InlineData(@"\d", "\u00B2", false)]
    [InlineData(@"\h", "\u00A0", true)]
    [InlineData(@"\v", "\r", true)]
    [InlineData(@"a\Rb", "a\r\nb", true)]
    [InlineData(@"a\Nb", "a\nb", false)]
    [InlineData(@"\x{41}\x42\103\o{104}", "ABCD", true)]
    [InlineData(@"\Qa.b\E+", "a.bbb", true)]
    [InlineData(@"\Qa.b\E", "axb", false)]
    [InlineData(@"[[:alpha:]_-]+z", "a-_z", true)]
    [InlineData(@"[[:^digit:]]", "5", false)]
    [InlineData(@"[]a]x", "]x", true)]
    [InlineData(@"[^]a]x", "]x", false)]
    [InlineData(@"[a-\d]x", "-x", true)]
    [InlineData(@"[\w-]x", "-x", true)]
    [InlineData(@"[\b]", "\b", true)]
    [InlineData(@"a{,2}", "a{,2}", true)] // No quantifier in PCRE2 before 10.43.
    [InlineData(@"a{x", "a{x", true)]
    [InlineData(@"^a{2}{2}$", "aaaa", true)]
    [InlineData(@"a++b", "aaab", true)]
    [InlineData(@"a++a", "aaa", false)]
    [InlineData(@"(?>a+)a", "aaa", false)]
    [InlineData(@"(a)(?:b)\1", "aba", true)]
    [InlineData(@"(?P<q>['""])x(?P=q)", "'x'", true)]
    [InlineData(@"(?<q>a)\k<q>", "aa", true)]
    [InlineData(@"(a)\g{-1}", "aa", true)]
    [InlineData(@"<\?(?!xml)", "<?xml", false)]
    [InlineData(@"(?<=a)b", "ab", true)]
    [InlineData(@"(?#note)a", "a", true)]
    [InlineData(@"(?x) a b # rest", "ab", true)]
    [InlineData(@"\/\-\@", "/-@", true)]
    [InlineData(@"", "x", true)]
    [InlineData(@"[^\x00-\xff]", "x", false)]
    public void Pattern_OverBytes_MatchesAsInPcre(string pattern, string value, bool expected)
    {
        Assert.True(RegexTranslator.TryTranslate(pattern, false, out RegexTranslation? translation, out string? error), error);
        Assert.Equal(expected, new RegexMatcher(translation, TimeSpan.FromMinutes(1)).IsMatch(value, new WorkMeter()));
        Assert.Equal(expected, new RegexMatcher(translation, TimeSpan.FromMinutes(1), isPlain: true).IsMatch(value, new WorkMeter()));
    }

    [Theory]
    [InlineData("(a", "a '(' is never closed (at offset 2)")]
    [InlineData("a)", "unmatched ')' (at offset 1)")]
    [InlineData("[a", "a '[' is never closed (at offset 2)")]
    [InlineData("*a", "a quantifier follows nothing that it could repeat (at offset 1)")]
    [InlineData("a{3,2}", "the numbers of a quantifier are out of order (at offset 6)")]
    [InlineData("[b-a]", "a range is out of order (at offset 4)")]
    [InlineData("a\\", "the pattern ends with a backslash (at offset 2)")]
    [InlineData("(a)\\2", "a back reference names a group that is not there")]
    [InlineData("(?R)", "'(?R' is not supported (at offset 3)")]
    [InlineData("\\p{L}", "escape '\\p' is not supported (at offset 2)")]
    [InlineData("\\x{100}", "'100' is not the number of a byte (at offset 7)")]
    public void Pattern_Wrong_SaysWhy(string pattern, string expected)
    {
        Assert.False(RegexTranslator.TryTranslate(pattern, false, out _, out string? error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Pattern_NestedTooDeep_IsRefused()
    {
        string pattern = new string('(', 5000) + new string(')', 5000);
        Assert.False(RegexTranslator.TryTranslate(pattern, false, out _, out string? error));
        Assert.StartsWith("groups are nested deeper than 200", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"(?i)union\s+select", "select,union")]
    [InlineData(@"(?:foo|bar)baz", "barbaz,foobaz")]
    [InlineData(@"colou?r", "color,colour")]
    [InlineData(@"(?:abc|x.*y)", null)]
    [InlineData(@"(?:abc.*q|xyz+)", "abc|xyz")]
    [InlineData(@"(?:ab)+c", "ab,abc")]
    [InlineData(@"\d+", null)]
    [InlineData(@"(?!abc)de", "de")]
    [InlineData(@"(?=.*abc)de", "abc,de")]
    public void Requirement_OfPattern_IsAsListed(string pattern, string? expected)
    {
        Assert.True(RegexTranslator.TryTranslate(pattern, false, out RegexTranslation? translation, out _));
        string? actual = translation.Requirement is null
            ? null
            : string.Join(',', translation.Requirement.Groups
                .Select(static group => string.Join('|', group.Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal));
        Assert.Equal(expected?.Replace("barbaz,foobaz", "barbaz|foobaz", StringComparison.Ordinal).Replace("color,colour", "color|colour", StringComparison.Ordinal), actual);
    }
}
