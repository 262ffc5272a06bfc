using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting.Storage;

/// <summary>One key in a <see cref="KeyTable"/>: 32 bytes, half a cache line. A free slot is all zero.</summary>
internal struct KeyEntry
{
    /// <summary><see cref="KeyHash.High"/>; with the ten bits that chose the shard, two of a million keys are one in 10^10 cases.</summary>
    public ulong Id;

    public CounterState State;

    /// <summary>Seconds since the table's beginning from which the entry says nothing any more.</summary>
    public uint ForgetAtSeconds;

    /// <summary>Requests of this key that are under way.</summary>
    public ushort InFlight;

    public readonly bool IsUsed => Id != 0;
}
