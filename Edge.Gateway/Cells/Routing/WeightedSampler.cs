namespace Edge.Gateway.Cells.Routing;

/// <summary>Draws an index in proportion to weights, in constant time (Walker's alias method, as Vose builds it). Immutable.</summary>
internal sealed class WeightedSampler
{
    private readonly uint[] _keep; // A draw below this part of 2^32 stays at the column's own index.
    private readonly int[] _alias;

    /// <param name="weights">At least one, none negative, one above 0.</param>
    public WeightedSampler(ReadOnlySpan<double> weights)
    {
        int count = weights.Length;
        double sum = 0;
        foreach (double weight in weights)
        {
            sum += weight;
        }

        double[] scaled = new double[count];
        Stack<int> small = new(count);
        Stack<int> large = new(count);
        for (int index = 0; index < count; index++)
        {
            scaled[index] = weights[index] * count / sum;
            (scaled[index] < 1 ? small : large).Push(index);
        }

        (_keep, _alias) = (new uint[count], new int[count]);
        Array.Fill(_keep, uint.MaxValue);
        while (small.Count > 0 && large.Count > 0)
        {
            int less = small.Pop();
            int more = large.Pop();
            _keep[less] = (uint)(scaled[less] * uint.MaxValue);
            _alias[less] = more;
            scaled[more] -= 1 - scaled[less];
            (scaled[more] < 1 ? small : large).Push(more);
        }

        foreach (int rest in small.Concat(large))
        {
            _alias[rest] = rest; // Rounding left it over; it is whole.
        }
    }

    public int Draw(Random random)
    {
        ulong bits = (ulong)random.NextInt64();
        int column = (int)(((bits >> 31) * (ulong)_keep.Length) >> 32); // 32 bits choose the column, 31 others whether it is its own.
        return ((uint)bits << 1) < _keep[column] ? column : _alias[column];
    }
}
