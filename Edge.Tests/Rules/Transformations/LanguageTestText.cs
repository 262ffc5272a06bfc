using System.Text;
using System.Text.RegularExpressions;

namespace Edge.Tests.Rules.Transformations;

/// <summary>Decodes the strings of the public secrules-language-tests as the reference engine's own harness does.</summary>
internal static partial class LanguageTestText
{
    /// <summary>
    /// JSON text is UTF-8; then <c>\xHH</c> and <c>\uHHHH</c>, which JSON left alone, become one byte each.
    /// What is no number after <c>\x</c> repeats the number before it: the harness scans into a variable it does not clear.
    /// </summary>
    public static string Decode(string json)
    {
        string text = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(json));
        text = Replace(text, Byte());
        return Replace(text, Unit());
    }

    private static string Replace(string text, Regex escape)
    {
        int value = 0;
        for (Match match = escape.Match(text); match.Success; match = escape.Match(text))
        {
            string digits = new(match.Value.Skip(2).TakeWhile(char.IsAsciiHexDigit).ToArray());
            value = digits.Length > 0 ? Convert.ToInt32(digits, 16) & 0xFF : value;
            text = text.Replace(match.Value, ((char)value).ToString(), StringComparison.Ordinal);
        }

        return text;
    }

    [GeneratedRegex(@"\\x[a-z0-9A-Z]{2}")]
    private static partial Regex Byte();

    [GeneratedRegex(@"\\u[a-z0-9A-Z]{4}")]
    private static partial Regex Unit();
}
