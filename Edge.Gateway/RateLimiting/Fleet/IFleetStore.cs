namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>Where a fleet counts together. Thread-safe; never throws.</summary>
internal interface IFleetStore
{
    /// <summary>Asks for more of the limits that a request lacks, all at once, and waits no longer than <see cref="FleetLimits.RequestDeadline"/>.</summary>
    /// <param name="state">The request.</param>
    /// <param name="verdict">What it lacks.</param>
    /// <returns>False when the store did not answer in time.</returns>
    ValueTask<bool> AskAsync(RequestLimits state, LimitVerdict verdict);

    /// <summary>Asks in the background for what the request's decision has left low, or owes.</summary>
    void AskSoon(RequestLimits state, in LimitVerdict verdict);
}
