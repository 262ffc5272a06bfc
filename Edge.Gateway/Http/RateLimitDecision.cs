namespace Edge.Gateway.Http;

/// <summary>How a limit answered.</summary>
internal enum RateLimitDecision
{
    /// <summary>No bucket matched.</summary>
    None,

    Allowed,

    /// <summary>Over the limit; the bucket only previews.</summary>
    Preview,

    Denied,
}
