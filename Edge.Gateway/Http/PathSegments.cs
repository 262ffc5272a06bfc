namespace Edge.Gateway.Http;

/// <summary>Reads a path segment by segment, as all that is configured by path compares it: empty segments, a trailing slash and path parameters (<c>;jsessionid=…</c>) make no difference.</summary>
internal static class PathSegments
{
    /// <summary>Takes the next segment off a path; empty when there is none. Allocates nothing.</summary>
    public static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> path)
    {
        while (!path.IsEmpty)
        {
            int slash = path.IndexOf('/');
            ReadOnlySpan<char> segment = slash < 0 ? path : path[..slash];
            path = slash < 0 ? [] : path[(slash + 1)..];
            int parameters = segment.IndexOf(';');
            segment = parameters < 0 ? segment : segment[..parameters];
            if (!segment.IsEmpty)
            {
                return segment;
            }
        }

        return [];
    }
}
