namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>Counts by interval, the last few of them, in fixed memory; a kind that never happens has none. Not thread-safe.</summary>
/// <param name="minutes">Length of an interval.</param>
/// <param name="slots">Intervals kept.</param>
internal sealed class UsageRing(int minutes, int slots)
{
    private readonly int[]?[] _counts = new int[UsageCounts.Kinds][];
    private long _newest = -1;

    /// <summary>Minutes of an interval.</summary>
    public int Minutes => minutes;

    /// <summary>The interval of a minute.</summary>
    public long SlotOf(long minute) => minute / minutes;

    public void Add(long minute, in UsageCounts added)
    {
        long slot = SlotOf(minute);
        Advance(slot);
        for (int kind = 0; kind < UsageCounts.Kinds; kind++)
        {
            if (added[kind] > 0)
            {
                int[] counts = _counts[kind] ??= new int[slots];
                ref int count = ref counts[slot % slots];
                count = (int)Math.Min(int.MaxValue, count + added[kind]);
            }
        }
    }

    /// <summary>What was counted in an interval; 0 for one that is not kept.</summary>
    public long At(long slot, UsageKind kind) =>
        slot <= _newest && slot > _newest - slots && _counts[(int)kind] is { } counts ? counts[slot % slots] : 0;

    /// <summary>The sum over intervals.</summary>
    public long Sum(long first, long last, UsageKind kind)
    {
        long sum = 0;
        for (long slot = first; slot <= last; slot++)
        {
            sum += At(slot, kind);
        }

        return sum;
    }

    private void Advance(long slot)
    {
        for (long passed = Math.Max(_newest + 1, slot - slots + 1); passed <= slot; passed++)
        {
            foreach (int[]? counts in _counts)
            {
                if (counts is not null)
                {
                    counts[passed % slots] = 0;
                }
            }
        }

        _newest = Math.Max(_newest, slot);
    }
}
