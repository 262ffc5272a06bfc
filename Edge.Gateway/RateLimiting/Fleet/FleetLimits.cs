namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>How a fleet talks to its store.</summary>
internal static class FleetLimits
{
    /// <summary>Units of a lease while much is left: one call per hundred requests. A lease is never larger than this or one hundredth of the limit.</summary>
    public const int LeaseUnits = 100;

    /// <summary>Longest time a request waits for the store.</summary>
    public static readonly TimeSpan RequestDeadline = TimeSpan.FromMilliseconds(20);

    /// <summary>Time between heartbeats.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Time a heartbeat may take; with the interval, a loss is noticed within 250 ms.</summary>
    public static readonly TimeSpan HeartbeatDeadline = TimeSpan.FromMilliseconds(120);

    /// <summary>A node not heard of for this long has left the fleet.</summary>
    public static readonly TimeSpan NodeExpiry = TimeSpan.FromSeconds(1);

    /// <summary>A lease not spent from for this long is given back.</summary>
    public static readonly TimeSpan IdleLease = TimeSpan.FromMilliseconds(250);
}
