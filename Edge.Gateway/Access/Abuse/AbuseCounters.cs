using System.Security.Cryptography;

namespace Edge.Gateway.Access.Abuse;

/// <summary>Counts by key in fixed windows that begin with the first count. Fixed memory, no allocation, no global lock.</summary>
/// <remarks>
/// A set-associative table: a key has eight possible places, under one of 256 locks. When all eight are taken by windows that
/// still run, the smallest count gives way, so that made-up keys push out one another and not what nears its limit. Bans are
/// kept elsewhere, and no key can push them out.
/// </remarks>
internal sealed class AbuseCounters
{
    /// <summary>Most keys that are counted at a time: 262,144 of 32 bytes, 8 MB.</summary>
    public const int MaxKeys = 1 << 18;

    private const int Ways = 8;
    private const int Sets = MaxKeys / Ways;
    private const int Locks = 256;

    private readonly Entry[] _entries = new Entry[MaxKeys];
    private readonly Lock[] _locks = new Lock[Locks];
    private readonly ulong _salt; // Of this process: nobody can choose keys that meet in one set.
    private readonly TimeProvider _time;
    private readonly long _origin;

    public AbuseCounters(TimeProvider time)
    {
        _time = time;
        _origin = time.GetTimestamp();
        Span<byte> salt = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(salt);
        _salt = BitConverter.ToUInt64(salt) | 1;
        for (int i = 0; i < Locks; i++)
        {
            _locks[i] = new Lock();
        }
    }

    /// <summary>Counts one more.</summary>
    /// <returns>The count in the key's window, this one included.</returns>
    public int Add(UInt128 key, TimeSpan window)
    {
        long now = Now();
        int set = SetOf(key);
        lock (_locks[set % Locks])
        {
            ref Entry entry = ref PlaceFor(key, set, now);
            if (entry.Key != key || entry.Ends <= now)
            {
                entry = new Entry { Key = key, Ends = now + window.Ticks };
            }

            if (entry.Count < int.MaxValue)
            {
                entry.Count++;
            }

            return entry.Count;
        }
    }

    /// <summary>The count in the key's window so far.</summary>
    public int Read(UInt128 key)
    {
        long now = Now();
        int set = SetOf(key);
        lock (_locks[set % Locks])
        {
            foreach (ref readonly Entry entry in _entries.AsSpan(set * Ways, Ways))
            {
                if (entry.Key == key && entry.Ends > now)
                {
                    return entry.Count;
                }
            }

            return 0;
        }
    }

    /// <summary>Begins the key's count anew.</summary>
    public void Reset(UInt128 key)
    {
        int set = SetOf(key);
        lock (_locks[set % Locks])
        {
            foreach (ref Entry entry in _entries.AsSpan(set * Ways, Ways))
            {
                if (entry.Key == key)
                {
                    entry = default;
                }
            }
        }
    }

    private ref Entry PlaceFor(UInt128 key, int set, long now)
    {
        Span<Entry> ways = _entries.AsSpan(set * Ways, Ways);
        int best = 0;
        for (int i = 0; i < Ways; i++)
        {
            if (ways[i].Key == key)
            {
                return ref ways[i];
            }

            if (ways[i].Ends <= now)
            {
                ways[i].Count = 0; // Over: the first to give way.
            }

            if (ways[i].Count < ways[best].Count)
            {
                best = i;
            }
        }

        return ref ways[best];
    }

    private int SetOf(UInt128 key)
    {
        ulong mixed = ((ulong)(key >> 64) ^ _salt) * 0x9E3779B97F4A7C15 ^ System.Numerics.BitOperations.RotateLeft((ulong)key * _salt, 32);
        mixed ^= mixed >> 32;
        mixed *= 0xD6E8FEB86659FD93;
        return (int)(mixed >> 40) % Sets;
    }

    private long Now() => _time.GetElapsedTime(_origin).Ticks;

    private struct Entry
    {
        public UInt128 Key;
        public long Ends; // Ticks since the start.
        public int Count;
    }
}
