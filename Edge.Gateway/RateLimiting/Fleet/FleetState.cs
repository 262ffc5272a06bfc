namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>What this node knows of its fleet. Any thread.</summary>
internal sealed class FleetState
{
    private int _nodes = 1;
    private int _isLost;
    private long _suspectUntil;

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

    /// <summary>Until when a node may spend a little uncounted, because the store did not answer somebody in time.</summary>
    public long SuspectUntil
    {
        get => Volatile.Read(ref _suspectUntil);
        set => Volatile.Write(ref _suspectUntil, value);
    }
}
