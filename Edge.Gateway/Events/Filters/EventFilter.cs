namespace Edge.Gateway.Events.Filters;

/// <summary>A checked filter expression, as a condition in SQL.</summary>
/// <param name="Sql">Names columns of the log and the parameters <c>@f0</c>, <c>@f1</c> …; nothing of the client's text.</param>
/// <param name="Parameters">Their values, in order.</param>
internal sealed record EventFilter(string Sql, IReadOnlyList<object> Parameters)
{
    /// <summary>Longest expression, in chars.</summary>
    public const int MaxLength = 4096;

    /// <summary>Most comparisons of one expression.</summary>
    public const int MaxComparisons = 100;

    /// <summary>Deepest nesting of parentheses and <c>not</c>.</summary>
    public const int MaxDepth = 20;

    /// <summary>Reads a filter (RFC 7644, section 3.4.2.2).</summary>
    /// <returns>The filter; null when there is an error.</returns>
    public static EventFilter? Parse(string text, out FilterError? error)
    {
        if (text.Length > MaxLength)
        {
            error = new FilterError(MaxLength + 1, $"the filter has {text.Length} characters; at most {MaxLength} are accepted.");
            return null;
        }

        var parser = new FilterParser(text);
        try
        {
            EventFilter filter = parser.Parse();
            error = null;
            return filter;
        }
        catch (FilterException wrong)
        {
            error = wrong.Error;
            return null;
        }
    }
}
