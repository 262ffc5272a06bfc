using System.Globalization;
using System.Text;
using Edge.Rules.Matching;

namespace Edge.Rules.Operators;

/// <summary><c>@pm word word …</c> and <c>@pmFromFile file …</c>: matches when the value holds any of them, ASCII case ignored.</summary>
internal sealed class Pm : IOperator, IRequiresLiterals
{
    /// <summary>Phrases of one operator.</summary>
    private const int MaxPhrases = 100_000;

    /// <summary>Built when a value first needs it: the search for all rules' literals rules out most, and tables take room.</summary>
    private readonly Lazy<AhoCorasick> _phrases;

    private Pm(List<string> phrases)
    {
        if (phrases.Count > MaxPhrases)
        {
            throw new OperatorArgumentException($"has {phrases.Count} phrases; the most is {MaxPhrases}");
        }

        _phrases = new Lazy<AhoCorasick>(() => AhoCorasick.Create(phrases));
        Requirement = LiteralRequirement.OfAny(phrases);
    }

    public LiteralRequirement? Requirement { get; }

    public static Pm Parse(OperatorArgument argument) =>
        new([.. DecodeHex(argument.Text).Split([' ', '\t', '\n', '\v', '\f', '\r'], StringSplitOptions.RemoveEmptyEntries)]);

    public static Pm ParseFiles(OperatorArgument argument, OperatorServices services) =>
        new([.. DataFile.ReadLines(argument, services)]);

    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value)
    {
        if (!context.WantsCaptures)
        {
            return _phrases.Value.ContainsAny(value);
        }

        bool found = _phrases.Value.TryFindFirst(value, out int start, out int length);
        if (found)
        {
            context.SetCapture(0, value.Slice(start, length));
        }

        return found;
    }

    /// <summary>Bytes between bars, <c>|41 42|</c>, as Snort writes them; what is not hexadecimal stays as it is.</summary>
    private static string DecodeHex(string text)
    {
        string[] parts = text.Split('|');
        if (parts.Length < 3)
        {
            return text;
        }

        StringBuilder decoded = new();
        for (int i = 0; i < parts.Length; i++)
        {
            string digits = parts[i].Replace(" ", "", StringComparison.Ordinal);
            bool isHex = i % 2 == 1 && i + 1 < parts.Length && digits.Length > 0 && digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit);
            if (!isHex)
            {
                decoded.Append(i % 2 == 1 ? "|" : "").Append(parts[i]).Append(i % 2 == 1 && i + 1 < parts.Length ? "|" : "");
                continue;
            }

            for (int at = 0; at < digits.Length; at += 2)
            {
                decoded.Append((char)int.Parse(digits.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            }
        }

        return decoded.ToString();
    }
}
