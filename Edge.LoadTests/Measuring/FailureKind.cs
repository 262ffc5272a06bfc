namespace Edge.LoadTests.Measuring;

/// <summary>Why a request has no answer.</summary>
internal enum FailureKind
{
    /// <summary>No connection, or no TLS.</summary>
    Connect,

    /// <summary>The connection ended before the answer was whole.</summary>
    Broken,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>The answer is not HTTP.</summary>
    Malformed,

    /// <summary>It was due, but until the end of the load no connection was free.</summary>
    NotSent,
}
