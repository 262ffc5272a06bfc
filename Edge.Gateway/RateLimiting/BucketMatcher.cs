using System.Buffers;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting;

/// <summary>Finds the bucket of a method and path: the exact path first, then the longest prefix; <c>*</c> stands for one segment.</summary>
/// <remarks>
/// A limit must not be dodged by spelling a path differently, so case, empty segments, a trailing slash and
/// path parameters (<c>;jsessionid=…</c>) make no difference. Matching allocates nothing.
/// </remarks>
internal sealed class BucketMatcher
{
    /// <summary>Segments of a path that are looked at; what lies deeper belongs to the prefix.</summary>
    public const int MaxSegments = 32;

    private static readonly SearchValues<char> NeverInSegment = SearchValues.Create("*?#;{}\\%");

    private readonly Node _root = new();

    /// <summary>Whether a path can ever match: what looks like a pattern of another kind would silently limit nothing.</summary>
    public static bool IsPattern(string path)
    {
        string[] segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < segments.Length; i++)
        {
            bool isStar = segments[i] == "*" || (segments[i] == "**" && i == segments.Length - 1);
            if (!isStar && (segments[i].AsSpan().ContainsAny(NeverInSegment) || segments[i] is "." or ".."))
            {
                return false;
            }
        }

        return path.StartsWith('/') && segments.Length <= MaxSegments;
    }

    /// <summary>Adds one entry of <c>match</c>.</summary>
    /// <param name="methods">Upper-case methods; empty stands for all.</param>
    /// <param name="path">A path such as <c>/api/v1/users/*/factors</c>; it matches itself and everything below.</param>
    /// <param name="bucket">What it leads to.</param>
    /// <returns>The bucket that has this very path and a method already, or null.</returns>
    public Bucket? Add(IReadOnlyList<string> methods, string path, Bucket bucket)
    {
        Node node = _root;
        foreach (string segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = segment switch
            {
                "**" => node, // The same as the prefix itself.
                "*" => node.Any ??= new Node(),
                _ => node.Child(segment),
            };
        }

        foreach (Entry other in node.Entries)
        {
            bool overlaps = methods.Count == 0 ? other.Methods.Count == 0 : methods.Any(other.Methods.Contains);
            if (overlaps)
            {
                return other.Bucket;
            }
        }

        node.Entries.Add(new Entry(methods, bucket, KeySpace.Of("endpoint", $"{string.Join(' ', methods)} {path}")));
        return null;
    }

    /// <summary>The bucket of a request; null when none matches.</summary>
    public Bucket? Find(string method, ReadOnlySpan<char> path) => Find(_root, method, path, depth: 0, out _)?.Bucket;

    /// <summary>Names the entry that leads to it, on every node alike; 0 when none matches.</summary>
    public ulong EndpointOf(string method, ReadOnlySpan<char> path) => Find(_root, method, path, depth: 0, out _)?.Endpoint ?? 0;

    // Goes as deep as segments lead, literal before '*', and takes the deepest node that knows the method.
    private static Entry? Find(Node node, string method, ReadOnlySpan<char> path, int depth, out int foundDepth)
    {
        Entry? best = node.EntryOf(method);
        foundDepth = best is null ? -1 : depth;
        ReadOnlySpan<char> segment = PathSegments.Next(ref path);
        if (segment.IsEmpty || depth >= MaxSegments)
        {
            return best;
        }

        if (node.TryGetChild(segment, out Node? child) && Find(child, method, path, depth + 1, out int literalDepth) is { } literal)
        {
            (best, foundDepth) = (literal, literalDepth);
        }

        if (node.Any is not null && Find(node.Any, method, path, depth + 1, out int anyDepth) is { } any && anyDepth > foundDepth)
        {
            (best, foundDepth) = (any, anyDepth);
        }

        return best;
    }

    private sealed record Entry(IReadOnlyList<string> Methods, Bucket Bucket, ulong Endpoint);

    private sealed class Node
    {
        private readonly Dictionary<string, Node>.AlternateLookup<ReadOnlySpan<char>> _children =
            new Dictionary<string, Node>(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

        public Node? Any { get; set; }

        public List<Entry> Entries { get; } = [];

        public Node Child(string segment)
        {
            if (!_children.TryGetValue(segment, out Node? child))
            {
                child = new Node();
                _children[segment] = child;
            }

            return child;
        }

        public bool TryGetChild(ReadOnlySpan<char> segment, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Node? child) => _children.TryGetValue(segment, out child);

        // An entry for the method wins over one for all methods. One for GET is for HEAD too, which asks the origin for the same work.
        public Entry? EntryOf(string method)
        {
            Entry? forAll = null;
            Entry? forGet = null;
            bool isHead = HttpMethods.IsHead(method);
            foreach (Entry entry in Entries)
            {
                if (entry.Methods.Count == 0)
                {
                    forAll = entry;
                    continue;
                }

                for (int i = 0; i < entry.Methods.Count; i++)
                {
                    if (string.Equals(entry.Methods[i], method, StringComparison.OrdinalIgnoreCase))
                    {
                        return entry;
                    }

                    forGet = isHead && HttpMethods.IsGet(entry.Methods[i]) ? entry : forGet;
                }
            }

            return forGet ?? forAll;
        }
    }
}
