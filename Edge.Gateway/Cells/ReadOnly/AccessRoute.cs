using Edge.Gateway.Http;

namespace Edge.Gateway.Cells.ReadOnly;

/// <summary>Methods and a path, and what requests to it do. A path means itself alone; <c>/**</c> at its end adds everything below, <c>*</c> stands for one segment.</summary>
/// <remarks>
/// Case, empty segments and a slash at the end make no difference. Elsewhere in the configuration a path means what lies below it too;
/// here it does not, because <see cref="RouteAccess.Auth"/> lets requests through that are otherwise refused, and each of them is to be named.
/// </remarks>
internal sealed class AccessRoute
{
    private readonly PathPattern _pattern;
    private readonly bool _isPrefix;

    /// <param name="methods">Upper-case; empty stands for all.</param>
    /// <param name="path">Begins with a slash.</param>
    /// <param name="access">What such requests do.</param>
    public AccessRoute(IEnumerable<string> methods, string path, RouteAccess access)
    {
        _isPrefix = path.EndsWith("/**", StringComparison.Ordinal);
        _pattern = new PathPattern(methods, _isPrefix ? path[..^3] : path);
        Access = access;
    }

    public RouteAccess Access { get; }

    public bool Matches(string method, ReadOnlySpan<char> path) =>
        _pattern.Matches(method, path, out ReadOnlySpan<char> rest) && (_isPrefix || PathSegments.Next(ref rest).IsEmpty);
}
