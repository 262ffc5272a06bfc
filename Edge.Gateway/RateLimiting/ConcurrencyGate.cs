namespace Edge.Gateway.RateLimiting;

/// <summary>Counts a tenant's requests under way.</summary>
/// <remarks>Answers as <c>System.Threading.RateLimiting.ConcurrencyLimiter</c> without a queue, which stands beside it in the tests; that one makes a lease object per request.</remarks>
internal sealed class ConcurrencyGate
{
    private int _inFlight;

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Lets a request in while fewer than <paramref name="limit"/> are under way.</summary>
    public bool TryEnter(int limit)
    {
        while (true)
        {
            int inFlight = Volatile.Read(ref _inFlight);
            if (inFlight >= limit)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _inFlight, inFlight + 1, inFlight) == inFlight)
            {
                return true;
            }
        }
    }

    public void Exit() => Interlocked.Decrement(ref _inFlight);
}
