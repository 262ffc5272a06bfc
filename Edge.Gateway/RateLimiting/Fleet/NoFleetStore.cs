using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>A node alone: its counters never ask.</summary>
internal sealed class NoFleetStore : IFleetStore
{
    public ValueTask<bool> AskAsync(TenantCounter counter, TenantLimits limits) => ValueTask.FromResult(false);

    public void AskSoon(TenantCounter counter, TenantLimits limits)
    {
    }
}
