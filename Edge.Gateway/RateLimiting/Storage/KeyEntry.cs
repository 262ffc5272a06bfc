using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting.Storage;

/// <summary>One key in a <see cref="KeyTable"/>: 40 bytes. A free slot is all zero.</summary>
internal struct KeyEntry
{
    public ulong Low;
    public ulong High;
    public CounterState State;

    /// <summary>Seconds since the table's beginning from which the entry says nothing any more.</summary>
    public uint ForgetAtSeconds;

    /// <summary>Requests of this key that are under way.</summary>
    public ushort InFlight;

    /// <summary>Whether its violation has been told in this window.</summary>
    public bool IsViolationTold;

    public readonly bool IsUsed => Low != 0;
}
