using System.Text;
using Edge.Rules.Matching;
using Edge.Rules.Matching.Automata;

namespace Edge.Tests.Rules.Matching;

/// <summary>The automata beside .NET's engine, on random patterns, and within their bounds.</summary>
public sealed class RegexAutomatonTests(ITestOutputHelper output)
{
    private const int Patterns = 4_000;
    private const int ValuesPerPattern = 12;
    private const string Letters = "ab_ \n\u00E9";

    [Fact]
    public void Automaton_OnRandomPatterns_AgreesWithBacktracking()
    {
        Random random = new(7);
        WorkMeter work = new();
        int linear = 0;
        int matches = 0;
        for (int round = 0; round < Patterns; round++)
        {
            string pattern = RandomPattern(random, 3);
            Assert.True(RegexTranslator.TryTranslate(pattern, round % 5 == 0, out RegexTranslation? translation, out string? error), error);
            RegexMatcher automaton = new(translation, TimeSpan.FromMinutes(1));
            RegexMatcher plain = new(translation, TimeSpan.FromMinutes(1), isPlain: true);
            linear += automaton.IsLinear ? 1 : 0;
            for (int count = 0; count < ValuesPerPattern; count++)
            {
                string value = string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => Letters[random.Next(Letters.Length)]));
                matches += AssertSame(automaton, plain, value, work) ? 1 : 0;
            }
        }

        output.WriteLine($"{linear} of {Patterns} patterns are linear, {matches} matches");
        Assert.InRange(linear, Patterns / 2, Patterns);
        Assert.InRange(matches, Patterns, Patterns * ValuesPerPattern * 9 / 10);
    }

    [Theory]
    [InlineData(@"a|ab", "xab", "1,2")]
    [InlineData(@"abcd|bc", "abcd", "0,4")]
    [InlineData(@"(a*?)(b*)", "aabb", "0,0,0,0,0,0")]
    [InlineData(@"(?<!&|x)'", "&' x' y'", "7,8")]
    [InlineData(@"\s*+;\s*+x", "a  ;  x", "1,7")]
    [InlineData(@"a?+b", "aab", "1,3")]
    [InlineData(@"[^\w]++\w", "..a", "0,3")]
    [InlineData(@"(x)|(y)", "y", "0,1,-1,-1,0,1")]
    [InlineData(@"^a$", "b\na\nc", "2,3")]
    [InlineData(@"\b_\B", "_a", "0,1")]
    [InlineData(@"-+\B", "--_", "0,1")]
    public void Match_OfPattern_HasPlaceAndGroups(string pattern, string value, string expected)
    {
        Assert.True(RegexTranslator.TryTranslate(pattern, false, out RegexTranslation? translation, out _));
        RegexMatcher matcher = new(translation, TimeSpan.FromMinutes(1));
        Assert.True(matcher.IsLinear);
        int[] slots = new int[2 * (translation.GroupCount + 1)];
        Assert.True(matcher.TryMatch(value, 0, slots, new WorkMeter()));
        Assert.Equal(expected, string.Join(',', slots));
    }

    [Fact]
    public void Table_WhenStatesAreMany_StaysWithinItsSizeAndIsRight()
    {
        Assert.True(RegexTranslator.TryTranslate("a.{16}[bc]d", false, out RegexTranslation? translation, out _));
        RegexMatcher matcher = new(translation, TimeSpan.FromMinutes(1));
        Random random = new(1);
        string noise = string.Concat(Enumerable.Range(0, 100_000).Select(_ => "abce"[random.Next(4)]));
        Assert.False(matcher.IsMatch(noise, new WorkMeter())); // 2^17 states, were they kept.
        Assert.InRange(matcher.TableBytes, 1, LazyAutomaton.MaxTableBytes * 2);
        Assert.True(matcher.IsMatch(noise + "a0123456789012345cd", new WorkMeter()));
    }

    [Fact]
    public void Automaton_UsedByManyThreads_AnswersEachRightly()
    {
        Assert.True(RegexTranslator.TryTranslate("(?i)a.{9}[bc]d|x+y", false, out RegexTranslation? translation, out _));
        RegexMatcher matcher = new(translation, TimeSpan.FromMinutes(1));
        Parallel.For(0, 16, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, seed =>
        {
            Random random = new(seed);
            string noise = string.Concat(Enumerable.Range(0, 20_000).Select(_ => "abce"[random.Next(4)]));
            Assert.False(matcher.IsMatch(noise, new WorkMeter()));
            Assert.True(matcher.IsMatch(noise + "xy", new WorkMeter()));
        });
    }

    [Fact]
    public void Work_BeyondItsLimit_EndsTheMatch()
    {
        Assert.True(RegexTranslator.TryTranslate("a.*b", false, out RegexTranslation? translation, out _));
        RegexMatcher matcher = new(translation, TimeSpan.FromMinutes(1));
        WorkMeter work = new();
        work.Reset(10_000);
        Assert.False(matcher.IsMatch(new string('a', 5_000), work));
        Assert.Throws<WorkLimitException>(() => matcher.IsMatch(new string('a', 5_000), work));
    }

    private static bool AssertSame(RegexMatcher automaton, RegexMatcher plain, string value, WorkMeter work)
    {
        int[] expected = new int[2 * Math.Min(10, plain.Translation.GroupCount + 1)];
        int[] actual = new int[expected.Length];
        bool isMatch = plain.TryMatch(value, 0, expected, work);
        string shown = $"/{plain.Translation.Source}/ on '{value}'";
        Assert.True(isMatch == automaton.IsMatch(value, work), $"{shown}: {isMatch}");
        Assert.True(isMatch == automaton.TryMatch(value, 0, actual, work), $"{shown}: {isMatch}");

        Assert.True(!isMatch || expected.SequenceEqual(actual), $"{shown}: {string.Join(',', expected)}, not {string.Join(',', actual)}");
        return isMatch;
    }

    private static string RandomPattern(Random random, int depth)
    {
        StringBuilder text = new();
        for (int parts = random.Next(1, 4); parts > 0; parts--)
        {
            string atom = random.Next(depth > 0 ? 14 : 9) switch
            {
                0 => "a",
                1 => "b",
                2 => "[ab]",
                3 => ".",
                4 => "[^a]",
                5 => "\\s",
                6 => "\\w",
                7 => new[] { "^", "$", "\\b", "\\A", "\\z", "(?!a)", "(?=b)", "(?<=a)", "(?<!b)" }[random.Next(9)], // .NET gives nothing back before \B.
                8 => "\\xE9",
                9 => $"(?<!{RandomPattern(random, 0).Replace("+", "", StringComparison.Ordinal)})", // PCRE has no runs there.
                10 => $"(?:{RandomPattern(random, depth - 1)}|{RandomPattern(random, depth - 1)})",
                _ => $"({RandomPattern(random, depth - 1)})",
            };
            // .NET has faults in loops over what may be nothing: they end too early, or beyond the text.
            bool repeats = RegexParser.Parse(atom, false, out _).MinLength > 0;
            string possessive = atom.Length == 1 || atom[0] is '[' or '\\' ? "+" : "";
            text.Append(atom).Append(repeats ? new[] { "", "", "*", "+", "?", "*?", "+?", "{2}", "{1,3}", "+" + possessive, "*" + possessive, "{1,2}" + possessive }[random.Next(12)] : "");
        }

        return text.ToString();
    }
}
