using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;

namespace Edge.Tests.Gateway.RateLimiting.Fleet;

public sealed class KeyLeaseTests
{
    [Theory]
    [InlineData(false, 6000, 0, 2, 100)] // One call per hundred requests.
    [InlineData(false, 6000, 5996, 2, 1)]
    [InlineData(false, 600_000, 0, 2, 3000)] // A hundredth of the limit for all nodes together.
    [InlineData(true, 6000, 0, 2, 6)] // 100 a second: 25 come back in 250 ms, of which two nodes may hold two leases each.
    [InlineData(true, 60, 0, 2, 1)]
    [InlineData(true, 600_000, 0, 2, 625)]
    public void Guide_OfALease_StaysWithinWhatMayBeInHand(bool isGcra, long limit, long used, int nodes, long expected)
    {
        LimitRule rule = new(new RateLimitPolicy("api", limit, TimeSpan.FromMinutes(1)), isGcra ? LimitAlgorithm.Gcra : LimitAlgorithm.FixedWindow);
        Assert.Equal(expected, KeyLease.GuideOf(rule, limit, used, new FleetState { Nodes = nodes }));
    }
}
