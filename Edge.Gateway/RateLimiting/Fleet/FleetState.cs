namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>What this node knows of its fleet. Any thread.</summary>
internal sealed class FleetState
{
    private const long Never = long.MinValue;

    private int _nodes = 1;
    private int _isLost;
    private long _silentSince = Never;
    private readonly long[] _askAgainAt = new long[1024];

    /// <summary>Nodes that have been heard of lately, this one included.</summary>
    public int Nodes
    {
        get => Volatile.Read(ref _nodes);
        set => Volatile.Write(ref _nodes, Math.Max(1, value));
    }

    /// <summary>Whether the store cannot be reached.</summary>
    public bool IsLost
    {
        get => Volatile.Read(ref _isLost) != 0;
        set => Volatile.Write(ref _isLost, value ? 1 : 0);
    }

    /// <summary>What the other nodes want of the cells.</summary>
    public FleetDemand Demand { get; } = new();

    /// <summary>Longest time a request waits for the store.</summary>
    public TimeSpan RequestDeadline { get; set; } = FleetLimits.RequestDeadline;

    /// <summary>A heartbeat is sent.</summary>
    /// <param name="timestamp">Of the clock that <see cref="IsSilent"/> is asked with.</param>
    public void HeartbeatSent(long timestamp) => Interlocked.CompareExchange(ref _silentSince, timestamp, Never);

    /// <summary>A heartbeat was answered.</summary>
    public void HeartbeatAnswered() => Volatile.Write(ref _silentSince, Never);

    /// <summary>Whether heartbeats have had no answer for so long that the store is as good as lost.</summary>
    public bool IsSilent(TimeProvider time)
    {
        long since = Volatile.Read(ref _silentSince);
        return since != Never && time.GetElapsedTime(since) >= FleetLimits.SilenceWhenLost;
    }

    /// <summary>This node's even share of what all nodes together may have under way, at least one.</summary>
    public int ShareOf(int most) => Math.Max(1, (most + Nodes - 1) / Nodes);

    /// <summary>Whether a key that is used up may be asked for again, in the background: other nodes may have given some back.</summary>
    /// <remarks>A few keys share a slot, and then wait for each other; a lost race asks once more.</remarks>
    public bool MayAskAgain(Storage.KeyHash key, long now)
    {
        ref long at = ref _askAgainAt[key.High & 1023];
        if (IsLost || now < Volatile.Read(ref at))
        {
            return false;
        }

        Volatile.Write(ref at, now + FleetLimits.AskAgainTicks);
        return true;
    }
}
