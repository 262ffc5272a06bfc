namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>What a lease says of a request.</summary>
internal enum LeaseSays
{
    No,
    Yes,

    /// <summary>Only the store can tell.</summary>
    Ask,
}
