namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>How a fleet talks to its store.</summary>
internal static class FleetLimits
{
    /// <summary>Units of a lease while much is left: one call per hundred requests. A lease is never larger than this or one hundredth of the limit.</summary>
    public const int LeaseUnits = 100;

    /// <summary>Longest time a request that has nothing in hand waits for the store: until it answers or is known to be lost. Usually some tenths of a millisecond.</summary>
    public static readonly TimeSpan RequestDeadline = TimeSpan.FromMilliseconds(240);

    /// <summary>Times a waiting request looks whether the store is lost meanwhile: every 20 ms.</summary>
    public const int LooksPerRequest = 12;

    /// <summary>Time between heartbeats.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Time a heartbeat may take. The store is lost after two that fail: 50 + 80 + 80 ms, within 250.</summary>
    public static readonly TimeSpan HeartbeatDeadline = TimeSpan.FromMilliseconds(80);

    /// <summary>Heartbeats in a row that fail when the store is lost. A refused connection needs no second one.</summary>
    public const int FailuresWhenLost = 2;

    /// <summary>A request that has waited in vain takes the store for lost when heartbeats have had no answer for this long either: two of them.</summary>
    public static readonly TimeSpan SilenceWhenLost = FailuresWhenLost * HeartbeatDeadline;

    /// <summary>A node not heard of for this long has left the fleet.</summary>
    public static readonly TimeSpan NodeExpiry = TimeSpan.FromSeconds(1);

    /// <summary>A lease not spent from for this long is given back.</summary>
    public static readonly TimeSpan IdleLease = TimeSpan.FromMilliseconds(250);

    /// <summary>After the store said that nothing is left, it is asked again, in the background, when this has passed: other nodes may have returned some.</summary>
    public static readonly long AskAgainTicks = TimeSpan.FromMilliseconds(100).Ticks;

    /// <summary>A window may end this much later in the store than a node thinks: the longest way of an answer. Resets in headers are so much later.</summary>
    public static readonly long ResetSlackTicks = TimeSpan.FromMilliseconds(20).Ticks;

    /// <summary>Most keys below tenants whose leases are watched, so that what is not spent comes back: 8 MB. Further ones take what they need and no more.</summary>
    public const int MaxOpenLeases = 100_000;

    /// <summary>Most of them that are told or given back with one heartbeat.</summary>
    public const int SettledPerBeat = 2_000;
}
