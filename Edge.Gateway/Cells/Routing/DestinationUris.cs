using System.Runtime.CompilerServices;
using Edge.Gateway.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Edge.Gateway.Cells.Routing;

/// <summary>What requests are sent to, remembered: an identity service is asked for the same few addresses over and over, and to read one anew takes a hundredth of a request's time.</summary>
/// <remarks>Only what comes again is kept. Entries are immutable, so a lost race does no harm.</remarks>
internal sealed class DestinationUris
{
    /// <summary>Addresses remembered: some 3 MB when all are of full length.</summary>
    public const int Slots = 2048;

    /// <summary>Chars of path and query; longer ones are not remembered.</summary>
    public const int MaxLength = 256;

    private readonly Entry?[] _entries = new Entry?[Slots];
    private readonly SeenOnce _seen = new(Slots);

    /// <param name="prefix">A destination's address. The same text in another object counts as another.</param>
    /// <param name="path">Of the request.</param>
    /// <param name="query">Of the request.</param>
    public Uri Of(string prefix, PathString path, QueryString query)
    {
        string pathText = path.Value ?? "";
        string queryText = query.Value ?? "";
        if (pathText.Length + queryText.Length > MaxLength)
        {
            return RequestUtilities.MakeDestinationAddress(prefix, path, query);
        }

        uint hash = (uint)HashCode.Combine(RuntimeHelpers.GetHashCode(prefix), pathText.GetHashCode(StringComparison.Ordinal), queryText.GetHashCode(StringComparison.Ordinal));
        uint slot = hash % Slots;
        if (_entries[slot] is { } known && known.Path == pathText && known.Query == queryText && ReferenceEquals(known.Prefix, prefix))
        {
            return known.Uri;
        }

        Uri uri = RequestUtilities.MakeDestinationAddress(prefix, path, query);
        if (_seen.Again(slot, hash))
        {
            _entries[slot] = new Entry(prefix, pathText, queryText, uri);
        }

        return uri;
    }

    private sealed record Entry(string Prefix, string Path, string Query, Uri Uri);
}
