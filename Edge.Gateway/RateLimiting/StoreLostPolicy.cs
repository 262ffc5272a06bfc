namespace Edge.Gateway.RateLimiting;

/// <summary>What holds while the shared store cannot be reached.</summary>
internal enum StoreLostPolicy
{
    /// <summary>Each node goes on with its share of what was left.</summary>
    Share,

    /// <summary>Nothing is denied.</summary>
    Open,

    /// <summary>What cannot be counted is answered with 503.</summary>
    Closed,
}
