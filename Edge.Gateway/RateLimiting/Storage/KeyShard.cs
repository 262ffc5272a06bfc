namespace Edge.Gateway.RateLimiting.Storage;

/// <summary>One of the parts of a <see cref="KeyTable"/>: open addressing with linear probing under a lock of its own.</summary>
internal sealed class KeyShard(int maxSlots)
{
    /// <summary>Slots of the first array.</summary>
    public const int MinSlots = 16;

    /// <summary>Entries looked at to find one that gives way when the shard is full.</summary>
    public const int EvictionSample = 16;

    private BriefLock _lock;
    private KeyEntry[] _slots = [];
    private int _hand;
    private uint _sweptAt;

    /// <summary>Entries in use.</summary>
    public int Count { get; private set; }

    /// <summary>Slots, used or free.</summary>
    public int Slots => _slots.Length;

    /// <summary>Entries that gave way to others while they still counted something.</summary>
    public long Evicted { get; private set; }

    public void Enter() => _lock.Enter();

    public void Exit() => _lock.Exit();

    /// <summary>The entry in a slot that <see cref="FindOrAdd"/> gave, while the lock is held.</summary>
    public ref KeyEntry At(int slot) => ref _slots[slot];

    /// <summary>Makes room for some more entries, so that the slots given afterwards stay where they are.</summary>
    public void Reserve(int entries, uint nowSeconds)
    {
        if (Fits(Count + entries, _slots.Length))
        {
            return;
        }

        if (_slots.Length > 0 && nowSeconds != _sweptAt)
        {
            Sweep(nowSeconds); // At most once a second: under a flood of new keys every one comes here.
        }

        while (!Fits(Count + entries, _slots.Length) && _slots.Length < maxSlots)
        {
            Resize(Math.Max(MinSlots, _slots.Length * 2));
        }

        while (!Fits(Count + entries, _slots.Length))
        {
            if (!EvictOne(nowSeconds))
            {
                return; // All are in flight; the slots beyond seven eighths take the rest.
            }
        }
    }

    /// <summary>The slot of a key; a new entry when it has none. -1 when every slot is taken by requests under way.</summary>
    public int FindOrAdd(KeyHash key)
    {
        int slot = Find(key);
        if (slot >= 0 || Count >= _slots.Length - 1)
        {
            return slot;
        }

        slot = FreeFrom(key.High);
        _slots[slot] = new KeyEntry { Id = key.High };
        Count++;
        return slot;
    }

    /// <summary>The slot of a key, or -1.</summary>
    public int Find(KeyHash key)
    {
        KeyEntry[] slots = _slots;
        if (slots.Length == 0)
        {
            return -1;
        }

        for (int slot = HomeOf(key.High, slots.Length); ; slot = (slot + 1) & (slots.Length - 1))
        {
            ref KeyEntry entry = ref slots[slot];
            if (entry.Id == key.High)
            {
                return slot;
            }

            if (!entry.IsUsed)
            {
                return -1; // One slot in eight is free, so the way is short.
            }
        }
    }

    /// <summary>Lets go of what says nothing any more, and of memory that is not needed. The caller holds the lock.</summary>
    public void Sweep(uint nowSeconds)
    {
        _sweptAt = nowSeconds;
        for (int slot = 0; slot < _slots.Length;)
        {
            if (IsIdle(_slots[slot], nowSeconds))
            {
                RemoveAt(slot); // The next one may have moved here.
            }
            else
            {
                slot++;
            }
        }

        if (_slots.Length > MinSlots && Count < _slots.Length / 8)
        {
            Resize(_slots.Length / 4);
        }
    }

    // A shard is at most seven eighths full: 32 × 8 ÷ 7 × 2 bytes for each entry just after it has grown, 74.
    private static bool Fits(int entries, int slots) => entries <= slots - (slots / 8);

    private static int HomeOf(ulong id, int slots) => (int)id & (slots - 1);

    private int FreeFrom(ulong id)
    {
        int slot = HomeOf(id, _slots.Length);
        while (_slots[slot].IsUsed)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private static bool IsIdle(in KeyEntry entry, uint nowSeconds) => entry.IsUsed && entry.InFlight == 0 && entry.ForgetAtSeconds <= nowSeconds;

    // Of a sample, the one that has used least gives way: who floods with new keys loses those, not what others have used.
    private bool EvictOne(uint nowSeconds)
    {
        int victim = -1;
        long least = long.MaxValue;
        int seen = 0;
        for (int tried = 0; tried < _slots.Length && seen < EvictionSample; tried++)
        {
            _hand = (_hand + 1) & (_slots.Length - 1);
            ref KeyEntry entry = ref _slots[_hand];
            if (!entry.IsUsed || entry.InFlight != 0)
            {
                continue;
            }

            seen++;
            long worth = IsIdle(entry, nowSeconds) ? -1 : entry.State.UsedAt(nowSeconds * TimeSpan.TicksPerSecond);
            if (worth < least)
            {
                (victim, least) = (_hand, worth);
            }
        }

        if (victim < 0)
        {
            return false;
        }

        Evicted++;
        RemoveAt(victim);
        return true;
    }

    private void RemoveAt(int slot)
    {
        int mask = _slots.Length - 1;
        _slots[slot] = default;
        Count--;
        for (int next = (slot + 1) & mask; _slots[next].IsUsed; next = (next + 1) & mask)
        {
            int home = HomeOf(_slots[next].Id, _slots.Length);
            if (((next - home) & mask) >= ((next - slot) & mask))
            {
                _slots[slot] = _slots[next]; // Its way led over the gap.
                _slots[next] = default;
                slot = next;
            }
        }
    }

    private void Resize(int size)
    {
        KeyEntry[] old = _slots;
        _slots = new KeyEntry[size];
        Count = 0;
        foreach (ref readonly KeyEntry entry in old.AsSpan())
        {
            if (entry.IsUsed)
            {
                _slots[FreeFrom(entry.Id)] = entry;
                Count++;
            }
        }
    }
}
