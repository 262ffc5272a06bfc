using System.Text.RegularExpressions;
using Edge.Rules.Execution;

namespace Edge.Rules.Compilation;

/// <summary>Says which entries of a collection a selector means: all, one name, or those that a pattern finds.</summary>
internal sealed class KeyFilter(string? key, Regex? pattern)
{
    public static KeyFilter All { get; } = new(null, null);

    public string? Key { get; } = key;

    public bool IsAll => Key is null && pattern is null;

    public bool Matches(ReadOnlySpan<char> name)
    {
        if (pattern is null)
        {
            return Key is null || Names.EqualIgnoringCase(name, Key);
        }

        try
        {
            return pattern.IsMatch(name);
        }
        catch (RegexMatchTimeoutException)
        {
            return false; // A selector that cannot be decided selects nothing and excludes nothing.
        }
    }
}
