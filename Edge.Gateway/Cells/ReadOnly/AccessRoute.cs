namespace Edge.Gateway.Cells.ReadOnly;

/// <summary>Methods and a path, and what requests to it do. A path means itself alone; <c>/**</c> at its end adds everything below, <c>*</c> stands for one segment.</summary>
/// <remarks>
/// Case, empty segments and a slash at the end make no difference. Elsewhere in the configuration a path means what lies below it too;
/// here it does not, because <see cref="RouteAccess.Auth"/> lets requests through that are otherwise refused, and each of them is to be named.
/// </remarks>
internal sealed class AccessRoute
{
    private readonly string[] _methods;
    private readonly string[] _segments;
    private readonly bool _isPrefix;

    /// <param name="methods">Upper-case; empty stands for all.</param>
    /// <param name="path">Begins with a slash.</param>
    /// <param name="access">What such requests do.</param>
    public AccessRoute(IEnumerable<string> methods, string path, RouteAccess access)
    {
        _methods = [.. methods];
        _isPrefix = path.EndsWith("/**", StringComparison.Ordinal);
        _segments = (_isPrefix ? path[..^3] : path).Split('/', StringSplitOptions.RemoveEmptyEntries);
        Access = access;
    }

    public RouteAccess Access { get; }

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

        return _isPrefix || NextSegment(ref path).IsEmpty;
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
