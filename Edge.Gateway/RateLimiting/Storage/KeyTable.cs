namespace Edge.Gateway.RateLimiting.Storage;

/// <summary>Counters of millions of keys in fixed memory. No lock but one per shard, held for nanoseconds.</summary>
internal sealed class KeyTable
{
    /// <summary>Shards; growing or sweeping one holds its lock for some microseconds.</summary>
    public const int ShardCount = 1024;

    private readonly KeyShard[] _shards = new KeyShard[ShardCount];
    private int _next;

    /// <param name="maxSlotsPerShard">A power of two; memory is at most this × <see cref="ShardCount"/> × 32 bytes.</param>
    public KeyTable(int maxSlotsPerShard)
    {
        for (int i = 0; i < _shards.Length; i++)
        {
            _shards[i] = new KeyShard(maxSlotsPerShard);
        }
    }

    /// <summary>Keys that are counted; summed up, not exact while it changes.</summary>
    public long Count => _shards.Sum(static shard => (long)shard.Count);

    /// <summary>Bytes of all slots.</summary>
    public long Bytes => _shards.Sum(static shard => (long)shard.Slots * System.Runtime.CompilerServices.Unsafe.SizeOf<KeyEntry>());

    /// <summary>Keys that gave way while they still counted something.</summary>
    public long Evicted => _shards.Sum(static shard => shard.Evicted);

    public static int ShardOf(KeyHash key) => (int)(key.Low >> 32) & (ShardCount - 1);

    public KeyShard ShardAt(int index) => _shards[index];

    /// <summary>Sweeps the next few shards: called often, so that none waits long and nothing is held for long.</summary>
    public void Sweep(int shards, uint nowSeconds)
    {
        for (int i = 0; i < shards; i++)
        {
            KeyShard shard = _shards[_next];
            _next = (_next + 1) % ShardCount;
            shard.Enter();
            try
            {
                shard.Sweep(nowSeconds);
            }
            finally
            {
                shard.Exit();
            }
        }
    }
}
