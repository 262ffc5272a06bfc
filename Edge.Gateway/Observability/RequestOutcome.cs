namespace Edge.Gateway.Observability;

/// <summary>What became of a request: a closed set, used as a metric tag and in the access log.</summary>
internal enum RequestOutcome
{
    /// <summary>An origin answered, whatever its status.</summary>
    Forwarded,

    /// <summary>The gateway answered itself: a redirect, or a path under <c>/.edge/</c>.</summary>
    Local,

    /// <summary>The rules of the WAF refused it.</summary>
    Blocked,

    /// <summary>An access list or a ban refused it.</summary>
    Denied,

    /// <summary>A rate limit refused it.</summary>
    RateLimited,

    /// <summary>No tenant has its host.</summary>
    Misdirected,

    /// <summary>A write to a cell that is read-only.</summary>
    ReadOnly,

    /// <summary>The cell has no healthy destination, or none could be reached.</summary>
    Unavailable,

    /// <summary>The client went away first.</summary>
    Aborted,

    /// <summary>The gateway could not read it as HTTP, or it broke a limit of size or time.</summary>
    Malformed,

    /// <summary>The gateway itself failed.</summary>
    Failed,
}
