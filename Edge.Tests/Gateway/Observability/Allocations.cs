namespace Edge.Tests.Gateway.Observability;

/// <summary>Counts what an action allocates on its thread.</summary>
internal static class Allocations
{
    /// <summary>
    /// Rounds until the runtime has surely replaced its first, unoptimised code, which boxes where the final code does not.
    /// A passing test needs few of them.
    /// </summary>
    private const int MaxRounds = 5000;

    /// <summary>The bytes of one string.</summary>
    public static long OfString(int chars)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(new string('a', chars));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Asserts that a thousand calls, once warm, allocate so many bytes and no more.</summary>
    public static void AssertPerThousand(long expectedBytes, Action action)
    {
        long least = long.MaxValue;
        for (int round = 0; round < MaxRounds && least > expectedBytes; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int call = 0; call < 1000; call++)
            {
                action();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(expectedBytes, least);
    }
}
