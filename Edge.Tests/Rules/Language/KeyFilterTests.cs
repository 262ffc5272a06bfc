using System.Text.RegularExpressions;
using Edge.Rules.Compilation;

namespace Edge.Tests.Rules.Language;

public sealed class KeyFilterTests
{
    /// <summary>Patterns that are compared as text give what the regular expression gives.</summary>
    [Theory]
    [InlineData("__utm")]
    [InlineData("^_ga")]
    [InlineData(@"LEAKAGE\\\/ERRORS")]
    [InlineData(@"a\.b")]
    [InlineData(@"^a\*b")]
    [InlineData(@"a\d")]
    [InlineData("a.b")]
    [InlineData("a|b")]
    [InlineData("^")]
    public void Matches_AnyName_AgreesWithTheRegularExpression(string pattern)
    {
        Regex regex = new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        KeyFilter filter = KeyFilter.OfPattern(pattern, regex);
        Random random = new(3);
        string[] pieces = ["__utm", "_ga", @"leakage\/", "ERRORS", "a.b", "a*b", "axb", "A", "b", "*", "_", "\u00E9", "1", "^", ""];
        int found = 0;
        for (int round = 0; round < 2000; round++)
        {
            string name = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => pieces[random.Next(pieces.Length)]));
            Assert.Equal(regex.IsMatch(name), filter.Matches(name));
            found += filter.Matches(name) ? 1 : 0;
        }

        Assert.InRange(found, 1, 2000);
    }
}
