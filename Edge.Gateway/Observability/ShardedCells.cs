using System.Numerics;

namespace Edge.Gateway.Observability;

/// <summary>
/// A row of 64-bit sums that many cores add to without a lock: each core adds to its own shard, a reader adds the shards up.
/// </summary>
/// <remarks>
/// Sums that only grow also grow from one reading to the next; two sums read together may be some additions apart.
/// </remarks>
internal sealed class ShardedCells
{
    /// <summary>Longs in 128 bytes: two cache lines, because processors fetch lines in pairs.</summary>
    private const int PaddingLongs = 16;

    private static readonly int ShardCount =
        (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, MetricLimits.MaxShards));

    private readonly long[] _cells;
    private readonly int _stride;

    public ShardedCells(int cellCount)
    {
        _stride = (cellCount + PaddingLongs - 1) / PaddingLongs * PaddingLongs;
        _cells = new long[PaddingLongs + (_stride * ShardCount)]; // The first pad keeps the array's header off shard 0's lines.
    }

    public void Add(int cell, long value) => Interlocked.Add(ref Own(cell), value);

    /// <summary>Adds to a cell whose 64 bits hold a double.</summary>
    public void AddDouble(int cell, double value)
    {
        ref long own = ref Own(cell);
        long seen = Volatile.Read(ref own);
        while (true) // Ends: a failed exchange means that another thread of this core has made its addition.
        {
            long wanted = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(seen) + value);
            long found = Interlocked.CompareExchange(ref own, wanted, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    public long Sum(int cell)
    {
        long sum = 0;
        for (int shard = 0; shard < ShardCount; shard++)
        {
            sum += Volatile.Read(ref At(shard, cell));
        }

        return sum;
    }

    public double SumDouble(int cell)
    {
        double sum = 0;
        for (int shard = 0; shard < ShardCount; shard++)
        {
            sum += BitConverter.Int64BitsToDouble(Volatile.Read(ref At(shard, cell)));
        }

        return sum;
    }

    private ref long Own(int cell) => ref At(Thread.GetCurrentProcessorId() & (ShardCount - 1), cell);

    private ref long At(int shard, int cell) => ref _cells[PaddingLongs + (shard * _stride) + cell];
}
