namespace Edge.Tests.TestKit;

/// <summary>Counts what a piece of code allocates once it has run before.</summary>
internal static class Allocations
{
    private const int Rounds = 5;

    /// <summary>Bytes that one run allocates on this thread: the least of some rounds, as the first may still initialise statics.</summary>
    public static long Of(Action action)
    {
        action();
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
