using System.Globalization;
using System.Text.RegularExpressions;

namespace Edge.Rules.Compilation;

/// <summary>Which rules an exception means: ids and ranges of ids, a tag, or a message.</summary>
internal sealed class RuleSelection
{
    private static readonly System.Buffers.SearchValues<char> PatternChars = System.Buffers.SearchValues.Create("*+?[(^$|\\");

    private readonly List<(long First, long Last)> _ids = [];
    private readonly string? _tag;
    private readonly string? _message;
    private readonly Regex? _pattern;

    private RuleSelection(string? tag, string? message)
    {
        _tag = tag;
        _message = message;
        string? text = tag ?? message;
        if (text is not null && text.AsSpan().ContainsAny(PatternChars))
        {
            try
            {
                _pattern = new Regex(text, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            }
            catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
            {
                _pattern = null; // Taken as plain text then.
            }
        }
    }

    public static RuleSelection ByTag(string tag) => new(tag, null);

    public static RuleSelection ByMessage(string message) => new(null, message);

    /// <summary>Reads <c>1</c>, <c>1-10</c>, or several between blanks or commas.</summary>
    public static bool TryParseIds(string text, out RuleSelection selection)
    {
        selection = new RuleSelection(null, null);
        foreach (string part in text.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = part.Split('-', 2);
            if (!long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out long first) ||
                !long.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out long last) || last < first)
            {
                return false;
            }

            selection._ids.Add((first, last));
        }

        return selection._ids.Count > 0;
    }

    public bool Matches(long id, IEnumerable<string> tags, IEnumerable<string> messages) =>
        _tag is not null ? tags.Any(MatchesText)
        : _message is not null ? messages.Any(MatchesText)
        : _ids.Exists(range => range.First <= id && id <= range.Last);

    public RuleBits Bind(CompiledRule[] rules)
    {
        RuleBits bits = new(rules.Length);
        foreach (CompiledRule rule in rules)
        {
            if (Matches(rule.Id, rule.Info.Tags, [rule.Info.Message]))
            {
                bits.Add(rule.Index);
            }
        }

        return bits;
    }

    private bool MatchesText(string text) =>
        text.Equals(_tag ?? _message, StringComparison.OrdinalIgnoreCase) || (_pattern?.IsMatch(text) ?? false);
}
