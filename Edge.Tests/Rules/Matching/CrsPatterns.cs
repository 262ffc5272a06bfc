using System.Text;
using System.Text.RegularExpressions;

namespace Edge.Tests.Rules.Matching;

/// <summary>The patterns of the Core Rule Set that the distribution installed; tests that need them skip without it.</summary>
internal static partial class CrsPatterns
{
    private const string Folder = "/usr/share/modsecurity-crs/rules";

    /// <summary>Each distinct pattern of <c>@rx</c>.</summary>
    public static List<string> Load()
    {
        if (!Directory.Exists(Folder))
        {
            Assert.Skip("The Core Rule Set is not installed here.");
        }

        HashSet<string> patterns = new(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(Folder, "*.conf").Order(StringComparer.Ordinal))
        {
            string text = File.ReadAllText(file, Encoding.Latin1).Replace("\\\n", "", StringComparison.Ordinal);
            foreach (Match match in Rule().Matches(text))
            {
                patterns.Add(match.Groups[1].Value.Replace("\\\"", "\"", StringComparison.Ordinal));
            }
        }

        return [.. patterns.Where(static pattern => !pattern.Contains("%{", StringComparison.Ordinal))];
    }

    [GeneratedRegex(@"^\s*SecRule\s+(?:""[^""]*""|\S+)\s+""!?@rx ((?:[^""\\]|\\.)*)""", RegexOptions.Multiline)]
    private static partial Regex Rule();
}
