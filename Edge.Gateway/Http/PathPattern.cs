namespace Edge.Gateway.Http;

/// <summary>An entry of <c>match</c>: methods and a path that matches itself and everything below; <c>*</c> stands for one segment.</summary>
/// <remarks>What is configured by it is not dodged by spelling: case and what <see cref="PathSegments"/> skips make no difference.</remarks>
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

    public bool Matches(string method, ReadOnlySpan<char> path) => Matches(method, path, out _);

    /// <param name="method">The request's method.</param>
    /// <param name="path">Its path.</param>
    /// <param name="rest">What of the path lies below the pattern.</param>
    public bool Matches(string method, ReadOnlySpan<char> path, out ReadOnlySpan<char> rest)
    {
        rest = path;
        if (_methods.Length > 0 && !HasMethod(method))
        {
            return false;
        }

        foreach (string wanted in _segments)
        {
            ReadOnlySpan<char> segment = PathSegments.Next(ref rest);
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
}
