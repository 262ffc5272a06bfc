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

    /// <summary>Whether this node is the first of its fleet to tell something; also when the store cannot say: rather twice than never.</summary>
    /// <param name="key">What is told.</param>
    /// <param name="ticks">How long it stays told.</param>
    Task<bool> IsFirstAsync(string key, long ticks);
}
