using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting;

/// <summary>One scope of a request while it is decided.</summary>
internal struct ScopeUse
{
    /// <summary>Place in the bucket's scopes.</summary>
    public int Index;

    public KeyHash Key;

    /// <summary>Order in which shards are locked: table, then shard.</summary>
    public int LockOrder;

    /// <summary>The entry's slot while the shard is locked.</summary>
    public int Slot;

    /// <summary>In a fleet: whether only the store can tell, before the decision.</summary>
    public bool NeedsStore;

    /// <summary>In a fleet: whether the store should be asked or told in the background, after the decision.</summary>
    public bool WantsStore;
}
