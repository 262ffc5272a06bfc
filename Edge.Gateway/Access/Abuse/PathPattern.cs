namespace Edge.Gateway.Access.Abuse;

/// <summary>An entry of <c>match</c>: methods and a path that matches itself and everything below; <c>*</c> stands for one segment.</summary>
/// <remarks>As with rate limits, a rule is not dodged by spelling: case, empty segments, a trailing slash and path parameters make no difference.</remarks>
internal sealed class PathPattern
{
    private readonly string[] _methods;
    private readonly string[] _segments;

    /// <param name="methods">Empty stands for all.</param>
    /// <param name="path">Begins with a slash.</param>
    public PathPattern(IEnumerable<string> methods, string path)
    {
        _methods = [.. methods];
        _segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
    }

    public bool Matches(string method, ReadOnlySpan<char> path)
    {
        if (_methods.Length > 0 && !HasMethod(method))
        {
            return false;
        }

        foreach (string wanted in _segments)
        {
            ReadOnlySpan<char> segment = NextSegment(ref path);
            if (segment.IsEmpty || (wanted != "*" && !segment.Equals(wanted, StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }
        }

        return true;
    }

    private bool HasMethod(string method)
    {
        foreach (string accepted in _methods)
        {
            if (string.Equals(accepted, method, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> NextSegment(ref ReadOnlySpan<char> path)
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
