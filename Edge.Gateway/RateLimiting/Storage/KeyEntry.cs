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

    /// <summary>In a fleet, the window's name, and above it <see cref="IsListed"/> and <see cref="IsAsking"/>.</summary>
    public ushort Window;

    /// <summary>In a fleet: whether its lease is watched, so that it comes back when it lies idle.</summary>
    public bool IsListed
    {
        readonly get => (Window & 0x8000) != 0;
        set => Window = (ushort)(value ? Window | 0x8000 : Window & ~0x8000);
    }

    /// <summary>In a fleet: whether more is asked for in the background.</summary>
    public bool IsAsking
    {
        readonly get => (Window & 0x4000) != 0;
        set => Window = (ushort)(value ? Window | 0x4000 : Window & ~0x4000);
    }

    public readonly bool IsUsed => Id != 0;

    /// <summary>Says from when on the entry may go, in ticks.</summary>
    public void ForgetAt(long ticks) => ForgetAtSeconds = (uint)Math.Min(uint.MaxValue, (ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
}
