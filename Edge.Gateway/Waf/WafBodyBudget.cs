namespace Edge.Gateway.Waf;

/// <summary>Bounds what all requests together may hold of bodies for the rules: one limit per body does not, when there are thousands of them.</summary>
/// <param name="limitBytes">Most bytes held at once.</param>
internal sealed class WafBodyBudget(long limitBytes)
{
    private long _held;

    /// <summary>A quarter of the memory that this process may use; the rest is for its work.</summary>
    public static long DefaultLimitBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>Bytes held now.</summary>
    public long HeldBytes => Volatile.Read(ref _held);

    /// <summary>Takes room for more bytes; false when there is none, and then nothing is taken.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= limitBytes)
        {
            return true;
        }

        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _held, -bytes);
}
