namespace Edge.Gateway.RateLimiting;

/// <summary>Counts the requests of one key in one window. Thread-safe; the decision never waits.</summary>
internal interface IWindowCounter
{
    /// <summary>Takes one request out of the window if there is room; a denied one consumes nothing.</summary>
    /// <param name="limit">Requests per window. May change from call to call: what is used carries over.</param>
    /// <param name="window">Length of the window, which starts at the first request.</param>
    /// <param name="now">A clock that never runs backwards.</param>
    /// <returns>Whether it was let through, how many are left, and when the window ends.</returns>
    WindowGrant TryAcquire(long limit, TimeSpan window, TimeSpan now);
}
