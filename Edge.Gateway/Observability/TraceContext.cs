using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;

namespace Edge.Gateway.Observability;

/// <summary>The W3C Trace Context header <c>traceparent</c> (Recommendation, version 00).</summary>
/// <remarks>
/// A request that is not traced takes no part: a valid inbound header passes through unchanged, with its
/// <c>tracestate</c>, and the origin's span is a child of the client's. When there is none, or a broken one, a new trace
/// begins, not sampled: the flag would claim that the gateway has recorded something. Those that are traced: <see cref="Tracing.RequestTracer"/>.
/// </remarks>
internal static class TraceContext
{
    /// <summary>The header's name, as the specification writes it.</summary>
    public const string TraceParentName = "traceparent";

    /// <summary>The companion header, meaningless without a valid <c>traceparent</c>.</summary>
    public const string TraceStateName = "tracestate";

    /// <summary>Characters of version 00, and the least of later versions: <c>00-</c>, 32, <c>-</c>, 16, <c>-</c>, 2.</summary>
    public const int MinChars = 55;

    /// <summary>Characters accepted of a later version, a limit of ours.</summary>
    public const int MaxChars = 256;

    private const int TraceIdBytes = 16;
    private const int ParentIdBytes = 8;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether a header can be passed on: well-formed, its ids not all zero, its version not <c>ff</c>.</summary>
    public static bool IsValid(ReadOnlySpan<char> traceParent)
    {
        if (traceParent.Length is < MinChars or > MaxChars
            || traceParent[2] != '-' || traceParent[35] != '-' || traceParent[52] != '-')
        {
            return false;
        }

        ReadOnlySpan<char> version = traceParent[..2];
        if (!IsHex(version) || version is "ff")
        {
            return false;
        }

        // §3.2.4: a later version may append fields behind a further dash; version 00 has none.
        if (traceParent.Length > MinChars && (version is "00" || traceParent[MinChars] != '-'))
        {
            return false;
        }

        ReadOnlySpan<char> traceId = traceParent[3..35];
        ReadOnlySpan<char> parentId = traceParent[36..52];
        return IsHex(traceId) && IsHex(parentId) && IsHex(traceParent[53..55])
            && traceId.ContainsAnyExcept('0') && parentId.ContainsAnyExcept('0')
            && !traceParent[MinChars..].ContainsAnyExceptInRange('!', '~');
    }

    /// <summary>The one valid value of a header. False when it is absent, repeated or broken.</summary>
    public static bool TryRead(StringValues header, [NotNullWhen(true)] out string? traceParent)
    {
        traceParent = header.Count == 1 ? header[0] : null;
        if (traceParent is not null && IsValid(traceParent))
        {
            return true;
        }

        traceParent = null;
        return false;
    }

    /// <summary>
    /// Makes the headers carry a valid <c>traceparent</c>: the client's, or a new one, and then without <c>tracestate</c>.
    /// Returns it. Allocates nothing when the client's is valid, else one string.
    /// </summary>
    public static string Ensure(IHeaderDictionary headers)
    {
        if (TryRead(headers.TraceParent, out string? traceParent))
        {
            return traceParent;
        }

        traceParent = Create();
        headers.TraceParent = traceParent;
        headers.TraceState = default(StringValues);
        return traceParent;
    }

    /// <summary>A new trace, not sampled. Ids are random, not secret.</summary>
    public static string Create() => string.Create(MinChars, Random.Shared, static (text, random) =>
    {
        Span<byte> ids = stackalloc byte[TraceIdBytes + ParentIdBytes];
        do
        {
            random.NextBytes(ids);
        }
        while (!ids[..TraceIdBytes].ContainsAnyExcept((byte)0) || !ids[TraceIdBytes..].ContainsAnyExcept((byte)0)); // 2^-64: ends.

        "00-".CopyTo(text);
        Convert.TryToHexStringLower(ids[..TraceIdBytes], text[3..], out _);
        text[35] = '-';
        Convert.TryToHexStringLower(ids[TraceIdBytes..], text[36..], out _);
        "-00".CopyTo(text[52..]);
    });

    private static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(LowerHex);
}
