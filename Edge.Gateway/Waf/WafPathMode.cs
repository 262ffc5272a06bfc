namespace Edge.Gateway.Waf;

/// <summary>The mode below a path.</summary>
internal sealed record WafPathMode(string Path, WafMode Mode)
{
    /// <summary>Whether <paramref name="path"/> is <paramref name="prefix"/> or below it. Case makes no difference, as it makes none to many origins.</summary>
    public static bool Covers(string prefix, ReadOnlySpan<char> path) =>
        path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && (path.Length == prefix.Length || prefix.Length == 0 || path[prefix.Length] == '/');
}
