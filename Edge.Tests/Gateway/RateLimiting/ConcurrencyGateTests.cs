using System.Threading.RateLimiting;
using Edge.Gateway.RateLimiting;

namespace Edge.Tests.Gateway.RateLimiting;

public sealed class ConcurrencyGateTests
{
    [Fact]
    public void Gate_UnderRandomUse_AgreesWithConcurrencyLimiter()
    {
        var random = new Random(11);
        var gate = new ConcurrencyGate();
        using var oracle = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 5, QueueLimit = 0 });
        Stack<RateLimitLease> held = new();
        for (int step = 0; step < 10_000; step++)
        {
            if (held.Count > 0 && random.Next(2) == 0)
            {
                held.Pop().Dispose();
                gate.Exit();
                continue;
            }

            RateLimitLease lease = oracle.AttemptAcquire();
            Assert.Equal(lease.IsAcquired, gate.TryEnter(5));
            if (lease.IsAcquired)
            {
                held.Push(lease);
            }
        }

        Assert.Equal(held.Count, gate.InFlight);
        while (held.TryPop(out RateLimitLease? lease))
        {
            lease.Dispose();
        }
    }
}
