using System.Globalization;
using System.Text.RegularExpressions;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Portal;

/// <summary>The stylesheet's colours are readable in both themes: WCAG 2.2 AA, reckoned from the tokens themselves.</summary>
public sealed partial class PaletteTests
{
    private const double TextRatio = 4.5; // Success criterion 1.4.3.
    private const double ShapeRatio = 3; // 1.4.11: controls, focus, parts of charts.

    private static readonly Dictionary<string, string[]> Tokens = Pairs().Matches(File.ReadAllText(Repository.PathOf("Edge.Gateway/Portal/Design/portal.css")))
        .ToDictionary(static match => match.Groups[1].Value, static match => new[] { match.Groups[2].Value, match.Groups[3].Value }, StringComparer.Ordinal);

    [Theory]
    [InlineData("ink", "paper", TextRatio)]
    [InlineData("ink", "panel", TextRatio)]
    [InlineData("ink", "sunken", TextRatio)]
    [InlineData("ink-soft", "paper", TextRatio)]
    [InlineData("ink-soft", "panel", TextRatio)]
    [InlineData("ink-soft", "sunken", TextRatio)]
    [InlineData("accent", "paper", TextRatio)]
    [InlineData("accent", "panel", TextRatio)]
    [InlineData("accent", "accent-soft", TextRatio)]
    [InlineData("accent-ink", "accent", TextRatio)]
    [InlineData("panel", "bad", TextRatio)]
    [InlineData("ok", "ok-soft", TextRatio)]
    [InlineData("ok", "panel", TextRatio)]
    [InlineData("warning", "warning-soft", TextRatio)]
    [InlineData("warning", "panel", TextRatio)]
    [InlineData("burst", "burst-soft", TextRatio)]
    [InlineData("burst", "panel", TextRatio)]
    [InlineData("bad", "bad-soft", TextRatio)]
    [InlineData("bad", "panel", TextRatio)]
    [InlineData("bad", "paper", TextRatio)]
    [InlineData("unknown", "unknown-soft", TextRatio)]
    [InlineData("line-strong", "paper", ShapeRatio)]
    [InlineData("line-strong", "panel", ShapeRatio)]
    [InlineData("focus", "paper", ShapeRatio)]
    [InlineData("focus", "panel", ShapeRatio)]
    [InlineData("accent", "sunken", ShapeRatio)]
    [InlineData("burst", "sunken", ShapeRatio)]
    [InlineData("warning", "sunken", ShapeRatio)]
    public void Colours_InBothThemes_HaveEnoughContrast(string front, string back, double ratio)
    {
        for (int theme = 0; theme < 2; theme++)
        {
            double contrast = Contrast(Tokens[front][theme], Tokens[back][theme]);
            Assert.True(contrast >= ratio, string.Create(CultureInfo.InvariantCulture, $"{front} on {back}, {(theme == 0 ? "light" : "dark")}: {contrast:0.00}, wanted {ratio}"));
        }
    }

    [Fact]
    public void Tokens_OfTheStylesheet_AreFound() => Assert.Equal(21, Tokens.Count);

    private static double Contrast(string first, string second)
    {
        double[] luminances = [.. ((string[])[first, second]).Select(Luminance).OrderDescending()];
        return (luminances[0] + 0.05) / (luminances[1] + 0.05);
    }

    // WCAG 2.2, "relative luminance".
    private static double Luminance(string colour)
    {
        double[] parts = [.. Enumerable.Range(0, 3).Select(part => int.Parse(colour.AsSpan(1 + (2 * part), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0).Select(static value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4))];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    [GeneratedRegex(@"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")]
    private static partial Regex Pairs();
}
