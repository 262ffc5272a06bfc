namespace Edge.Rules.Bodies;

/// <summary>Reads a query string (<c>ARGS_GET</c>). Linear, allocates nothing.</summary>
internal static class QueryStringParser
{
    /// <param name="query">The text after the question mark, undecoded.</param>
    /// <param name="sink">Takes the decoded arguments.</param>
    /// <param name="limits">Holds the separator and the argument limit.</param>
    public static QueryStringResult Parse(ReadOnlySpan<char> query, IArgumentSink sink, BodyLimits limits)
    {
        if (query.IsEmpty)
        {
            return default;
        }

        using RentedChars buffer = new(query.Length);
        query.CopyTo(buffer.Span);
        ArgumentReader reader = new(buffer.Span[..query.Length], limits.ArgumentSeparator);
        int count = 0;
        while (reader.TryRead(out ReadOnlySpan<char> name, out ReadOnlySpan<char> value))
        {
            if (count == limits.MaxArguments)
            {
                return new QueryStringResult(count, reader.InvalidSequences, LimitExceeded: true);
            }

            count++;
            sink.AddArgument(name, value);
        }

        return new QueryStringResult(count, reader.InvalidSequences, LimitExceeded: false);
    }
}
