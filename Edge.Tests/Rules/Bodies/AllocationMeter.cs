namespace Edge.Tests.Rules.Bodies;

/// <summary>Counts the bytes that an action allocates once it is warm.</summary>
internal static class AllocationMeter
{
    private const int Rounds = 50;

    /// <summary>The least of many rounds: tiering and pools settle in the first ones.</summary>
    public static long Measure(Action action)
    {
        long least = long.MaxValue;
        for (int i = 0; i < Rounds; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
