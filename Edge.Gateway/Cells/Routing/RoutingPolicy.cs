namespace Edge.Gateway.Cells.Routing;

/// <summary>How a destination is chosen.</summary>
internal enum RoutingPolicy
{
    /// <summary>Of two at random, the one with fewer requests under way.</summary>
    LeastInFlight,

    /// <summary>Of two at random, the one whose peak-sensitive latency average times its requests is less.</summary>
    PeakEwma,

    /// <summary>The same key, the same destination, unless that has far more than its share.</summary>
    ConsistentHash,
}
