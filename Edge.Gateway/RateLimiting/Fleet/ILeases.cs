using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>The calls that take, give back and tell leases. Thread-safe; never throws.</summary>
internal interface ILeases
{
    /// <summary>One question.</summary>
    /// <param name="key">The count's key.</param>
    /// <param name="rule">The limit.</param>
    /// <param name="ceiling">Most units, with bursts.</param>
    /// <param name="request">What is asked.</param>
    /// <returns>Null when there was no answer.</returns>
    Task<LeaseReply?> AskAsync(string key, LimitRule rule, long ceiling, LeaseRequest request);
}
