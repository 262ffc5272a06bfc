using Edge.Rules.Matching;
using Edge.Rules.Matching.Automata;

namespace Edge.Tests.Rules.Matching;

public sealed class CrsPatternTests(ITestOutputHelper output)
{
    /// <summary>Chars that patterns look for, and bytes that are letters in Unicode but not here.</summary>
    private const string Alphabet = "ab1_ =\"'()<>;,./\\-\n\r\t&#%$`|\u00E9\u00FF\0";

    private const int SamplesPerPattern = 40;

    [Fact]
    public void Requirement_SampledMatches_AlwaysMeetIt()
    {
        Random random = new(11);
        RegexSampler sampler = new(random);
        int matches = 0;
        int sampled = 0;
        int required = 0;
        int linear = 0;
        List<string> patterns = CrsPatterns.Load();
        foreach (string pattern in patterns)
        {
            Assert.True(RegexTranslator.TryTranslate(pattern, false, out RegexTranslation? translation, out string? error), $"{error}: {pattern}");
            RegexMatcher matcher = new(translation, TimeSpan.FromMinutes(1));
            RegexNode root = RegexParser.Parse(pattern, false, out _);
            required += translation.Requirement is null ? 0 : 1;
            bool any = false;
            for (int i = 0; i < SamplesPerPattern; i++)
            {
                string value = Mutate(sampler.Sample(root), random);
                if (matcher.IsMatch(value, new WorkMeter()))
                {
                    any = true;
                    matches++;
                    Assert.True(translation.Requirement?.IsMetBy(value) ?? true, $"{pattern} matches {value}");
                }
            }

            linear += matcher.IsLinear ? 1 : 0;
            sampled += any ? 1 : 0;
        }

        output.WriteLine($"{patterns.Count} patterns, {required} with a requirement, {linear} linear, {sampled} sampled, {matches} matches");
        Assert.True(matches > patterns.Count * SamplesPerPattern / 3, $"only {matches} matches");
        Assert.True(required * 100 > patterns.Count * 80, $"only {required} of {patterns.Count}");
        Assert.True(linear * 100 > patterns.Count * 95, $"only {linear} of {patterns.Count} are linear");
    }

    /// <summary>The automata say what .NET's engine says: whether, where, and with which groups.</summary>
    [Fact]
    public void Automaton_OnSampledValues_AgreesWithBacktracking()
    {
        Random random = new(29);
        RegexSampler sampler = new(random);
        WorkMeter work = new();
        int compared = 0;
        int matches = 0;
        foreach (string pattern in CrsPatterns.Load())
        {
            Assert.True(RegexTranslator.TryTranslate(pattern, false, out RegexTranslation? translation, out _));
            RegexMatcher automaton = new(translation, TimeSpan.FromMinutes(1));
            RegexMatcher plain = new(translation, TimeSpan.FromMinutes(1), isPlain: true);
            RegexNode root = translation.Parse();
            int[] expected = new int[2 * Math.Min(10, translation.GroupCount + 1)];
            int[] actual = new int[expected.Length];
            for (int i = 0; i < SamplesPerPattern; i++)
            {
                string value = Surround(Mutate(sampler.Sample(root), random), random);
                int from = random.Next(4) == 0 ? random.Next(value.Length + 1) : 0;
                bool isMatch = plain.TryMatch(value, from, expected, work);
                Assert.True(isMatch == automaton.TryMatch(value, from, actual, work), $"{pattern} on {value} from {from}: {isMatch}");
                Assert.True(!isMatch || expected.SequenceEqual(actual), $"{pattern} on {value} from {from}: {string.Join(',', expected)}, not {string.Join(',', actual)}");
                Assert.True(from > 0 || isMatch == automaton.IsMatch(value, work), $"{pattern} on {value}: {isMatch}");
                compared++;
                matches += isMatch ? 1 : 0;
            }
        }

        output.WriteLine($"{compared} compared, {matches} matches");
        Assert.InRange(matches, compared / 3, compared);
    }

    private static string Surround(string value, Random random)
    {
        string Noise() => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
        return Noise() + value + Noise();
    }

    /// <summary>Other case, a frame around it, now and then a changed byte: still often a match.</summary>
    private static string Mutate(string value, Random random)
    {
        char[] chars = value.ToCharArray();
        for (int i = 0; i < chars.Length; i++)
        {
            if (char.IsAsciiLetter(chars[i]) && random.Next(3) == 0)
            {
                chars[i] = (char)(chars[i] ^ 0x20);
            }
        }

        if (chars.Length > 0 && random.Next(10) == 0)
        {
            chars[random.Next(chars.Length)] = (char)random.Next(256);
        }

        string text = new(chars);
        return random.Next(3) switch { 0 => text, 1 => $"x={text} y", _ => $"\u00E9{text}\u00FF" };
    }
}
