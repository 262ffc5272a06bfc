using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>Where a fleet counts together. Thread-safe; never throws.</summary>
internal interface IFleetStore
{
    /// <summary>Asks for more of a limit, and waits no longer than <see cref="FleetLimits.RequestDeadline"/>.</summary>
    /// <returns>False when the store did not answer in time.</returns>
    ValueTask<bool> AskAsync(TenantCounter counter, TenantLimits limits);

    /// <summary>Asks in the background.</summary>
    void AskSoon(TenantCounter counter, TenantLimits limits);
}
