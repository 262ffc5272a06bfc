namespace Edge.Gateway.RateLimiting.Bursting;

/// <summary>Weighted max-min fairness: the smallest demand by weight is served first, and what it leaves is shared on.</summary>
internal static class MaxMin
{
    /// <summary>Shares out <paramref name="supply"/>. Takes n log n steps.</summary>
    /// <param name="supply">What there is.</param>
    /// <param name="demands">What each wants; nobody gets more.</param>
    /// <param name="weights">The part of each, above zero.</param>
    /// <param name="shares">Takes the answer.</param>
    public static void Share(double supply, ReadOnlySpan<double> demands, ReadOnlySpan<double> weights, Span<double> shares)
    {
        int[] order = new int[demands.Length];
        double[] levels = new double[demands.Length];
        double weight = 0;
        for (int i = 0; i < order.Length; i++)
        {
            (order[i], levels[i]) = (i, demands[i] / weights[i]);
            weight += weights[i];
        }

        Array.Sort(levels, order);
        foreach (int index in order)
        {
            shares[index] = weight <= 0 ? 0 : Math.Min(demands[index], supply * weights[index] / weight);
            supply -= shares[index];
            weight -= weights[index];
        }
    }
}
