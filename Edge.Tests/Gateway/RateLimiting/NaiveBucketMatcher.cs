namespace Edge.Tests.Gateway.RateLimiting;

/// <summary>The matcher's meaning in the plainest form: try every entry, keep the best.</summary>
internal sealed class NaiveBucketMatcher
{
    private readonly List<(string[] Methods, string[] Segments, string Bucket)> _entries = [];

    public void Add(string[] methods, string path, string bucket) => _entries.Add((methods, Segments(path), bucket));

    /// <summary>The deepest entry that matches; of those the one that is literal first, from the left; of those the one that names the method.</summary>
    public string? Find(string method, string path)
    {
        string[] request = Segments(path);
        return _entries
            .Where(entry => entry.Methods.Length == 0 || entry.Methods.Contains(method, StringComparer.OrdinalIgnoreCase))
            .Where(entry => entry.Segments.Length <= request.Length && entry.Segments.Zip(request).All(static pair => pair.First == "*" || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase)))
            .OrderByDescending(static entry => entry.Segments.Length)
            .ThenByDescending(static entry => string.Concat(entry.Segments.Select(static segment => segment == "*" ? '0' : '1')), StringComparer.Ordinal)
            .ThenByDescending(static entry => entry.Methods.Length > 0)
            .Select(static entry => entry.Bucket)
            .FirstOrDefault();
    }

    private static string[] Segments(string path) => [.. path.Split('/').Select(static segment => segment.Split(';')[0]).Where(static segment => segment.Length > 0)];
}
