using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary><c>waf</c> of <c>edge.json</c>. Immutable.</summary>
internal sealed record WafSettings
{
    public required WafMode Mode { get; init; }

    /// <summary><c>auto</c>, <c>off</c>, or the folder of the Core Rule Set.</summary>
    public required string Crs { get; init; }

    /// <summary>Absolute path of the Core Rule Set's setup file; null when none is named.</summary>
    public required string? CrsSetup { get; init; }

    /// <summary>Rule files, absolute, <c>*</c> and <c>?</c> allowed in the file name.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>Paranoia level whose rules count; null leaves it to the setup file (1).</summary>
    public required int? Paranoia { get; init; }

    /// <summary>Paranoia level whose rules run; null: the same as <see cref="Paranoia"/>.</summary>
    public required int? DetectionParanoia { get; init; }

    /// <summary>Anomaly score from which a request is blocked; null leaves it to the setup file (5).</summary>
    public required int? InboundThreshold { get; init; }

    /// <summary>Anomaly score from which a response is blocked; null leaves it to the setup file (4).</summary>
    public required int? OutboundThreshold { get; init; }

    /// <summary>Holds responses until all phases have run, and tells in headers which rules matched. For tests.</summary>
    public required bool DebugHeader { get; init; }

    /// <summary>Content types of responses whose bodies are inspected; empty inspects none.</summary>
    public required IReadOnlyList<string> ResponseBodyTypes { get; init; }

    /// <summary>Content types of request bodies that go past the rules; a <c>*</c> at the end stands for any rest.</summary>
    public required IReadOnlyList<string> StreamedBodyTypes { get; init; }

    /// <summary>Bytes of a request body that are inspected.</summary>
    public required int MaxBodyBytes { get; init; }

    /// <summary>What becomes of requests that the engine could not inspect.</summary>
    public required EngineErrorPolicy OnEngineError { get; init; }

    /// <summary>Time that one match of a regular expression may take.</summary>
    public required TimeSpan RegexTimeout { get; init; }

    /// <summary><c>audit</c>: what is written down of requests.</summary>
    public required WafAuditSettings Audit { get; init; }

    /// <summary>Whether a request body of this type goes past the rules, unless it begins like something that they read.</summary>
    /// <param name="contentType">Its type; several joined by commas.</param>
    /// <param name="contentEncoding">Its coding, which hides how it begins; empty without one.</param>
    public bool IsStreamed(ReadOnlySpan<char> contentType, string? contentEncoding)
    {
        if (contentType.Contains(',') || !string.IsNullOrEmpty(contentEncoding))
        {
            return false; // Of two types it is not known which the origin believes.
        }

        int end = contentType.IndexOf(';');
        ReadOnlySpan<char> type = (end < 0 ? contentType : contentType[..end]).Trim();
        for (int i = 0; i < StreamedBodyTypes.Count; i++)
        {
            ReadOnlySpan<char> pattern = StreamedBodyTypes[i];
            bool matches = pattern[^1] == '*'
                ? type.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase) && !type.EndsWith("+xml", StringComparison.OrdinalIgnoreCase) // image/svg+xml is a text.
                : type.Equals(pattern, StringComparison.OrdinalIgnoreCase);
            if (matches)
            {
                return true;
            }
        }

        return false;
    }
}
