using System.Numerics;

namespace Edge.LoadTests.Measuring;

/// <summary>Counts of times in buckets whose width grows with the time, as HdrHistogram does: every value is known to a fixed share of itself.</summary>
/// <remarks>
/// A value of fewer than 2^bits units has a bucket of its own; above, each doubling has 2^(bits-1) buckets.
/// With <see cref="ThreeDigits"/> a value is at most 1/1024 off. One writer; <see cref="Record"/> allocates nothing.
/// </remarks>
internal sealed class LatencyHistogram
{
    /// <summary>Precision of three significant digits: 27,648 buckets, 216 KB.</summary>
    public const int ThreeDigits = 11;

    /// <summary>Precision of charts, 1/64: a second of a run takes 16 KB.</summary>
    public const int Chart = 7;

    /// <summary>The unit: 100 ns.</summary>
    public const int UnitNanoseconds = 100;

    /// <summary>Longest time that is told apart, in units: somewhat above an hour. Longer ones count as this.</summary>
    public const long MaxUnits = (1L << 36) - 1;

    private readonly int _bits;
    private readonly long[] _counts;
    private double _sum;

    public LatencyHistogram(int bits = ThreeDigits)
    {
        _bits = bits;
        _counts = new long[IndexOf(MaxUnits) + 1];
    }

    /// <summary>How many values were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>Greatest value, exactly; zero when empty.</summary>
    public TimeSpan Max { get; private set; }

    /// <summary>Mean of the exact values; zero when empty.</summary>
    public TimeSpan Mean => Count == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)(_sum / Count));

    /// <summary>Counts a time; one below zero counts as zero.</summary>
    public void Record(long nanoseconds)
    {
        long units = Math.Clamp(nanoseconds / UnitNanoseconds, 0, MaxUnits);
        _counts[IndexOf(units)]++;
        Count++;
        _sum += units; // A unit is a tick of TimeSpan.
        if (units > Max.Ticks)
        {
            Max = TimeSpan.FromTicks(units);
        }
    }

    /// <summary>Adds the counts of another of the same precision.</summary>
    public void Add(LatencyHistogram other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(other._bits, _bits);
        for (int index = 0; index < _counts.Length; index++)
        {
            _counts[index] += other._counts[index];
        }

        Count += other.Count;
        _sum += other._sum;
        Max = other.Max > Max ? other.Max : Max;
    }

    /// <summary>The time that <paramref name="percent"/> of all values do not exceed (nearest rank); zero when empty.</summary>
    /// <param name="percent">Above 0, up to 100.</param>
    public TimeSpan Percentile(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        long rank = Math.Max(1, (long)Math.Ceiling(percent / 100 * Count));
        for (int index = 0; index < _counts.Length; index++)
        {
            rank -= _counts[index];
            if (rank <= 0)
            {
                return TimeSpan.FromTicks(Math.Min(HighestOf(index), Max.Ticks));
            }
        }

        return Max;
    }

    private int IndexOf(long units)
    {
        int doublings = Math.Max(0, 64 - _bits - BitOperations.LeadingZeroCount((ulong)units));
        return (doublings << (_bits - 1)) + (int)(units >> doublings);
    }

    // The greatest value that falls into a bucket.
    private long HighestOf(int index)
    {
        int half = 1 << (_bits - 1);
        if (index < 2 * half)
        {
            return index;
        }

        int doublings = (index >> (_bits - 1)) - 1;
        return ((long)(index - (doublings << (_bits - 1)) + 1) << doublings) - 1;
    }
}
