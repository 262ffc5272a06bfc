using Edge.Rules.Matching;

namespace Edge.Tests.Rules.Matching;

public sealed class CrsPatternTests(ITestOutputHelper output)
{
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
            RegexMatcher matcher = new(translation, TimeSpan.FromSeconds(2));
            RegexNode root = RegexParser.Parse(pattern, false, out _);
            required += translation.Requirement is null ? 0 : 1;
            bool any = false;
            for (int i = 0; i < SamplesPerPattern; i++)
            {
                string value = Mutate(sampler.Sample(root), random);
                if (matcher.IsMatch(value))
                {
                    any = true;
                    matches++;
                    Assert.True(translation.Requirement?.IsMetBy(value) ?? true, $"{pattern} matches {value}");
                }
            }

            matcher.Promote();
            linear += matcher.IsLinear ? 1 : 0;
            sampled += any ? 1 : 0;
        }

        output.WriteLine($"{patterns.Count} patterns, {required} with a requirement, {linear} linear, {sampled} sampled, {matches} matches");
        Assert.True(matches > patterns.Count * SamplesPerPattern / 3, $"only {matches} matches");
        Assert.True(required * 100 > patterns.Count * 80, $"only {required} of {patterns.Count}");
        Assert.True(linear * 100 > patterns.Count * 95, $"only {linear} of {patterns.Count} are linear");
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
