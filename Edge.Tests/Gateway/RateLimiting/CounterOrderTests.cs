using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Gateway.RateLimiting.Reporting;

namespace Edge.Tests.Gateway.RateLimiting;

public sealed class CounterOrderTests
{
    private static readonly string[] Buckets = ["echo", "authn"];
    private readonly CounterDirectory _counters = new(new FixedCapacity(0), new FleetState());

    [Fact]
    public void Pages_TakenOneAfterTheOther_HoldEachCounterOnceInOrder()
    {
        string[] tenants = [.. Enumerable.Range(0, 37).Select(static number => $"t{number}")];
        List<(string, string)> wanted = [];
        foreach (string tenant in tenants.Order(StringComparer.Ordinal))
        {
            foreach (string bucket in Buckets.Order(StringComparer.Ordinal).Where(bucket => bucket == "echo" || tenant.EndsWith('1')))
            {
                _counters.GetCounter(tenant, bucket, "na-1");
                wanted.Add((tenant, bucket));
            }
        }

        var order = new CounterOrder(tenants, Buckets);
        List<(string Tenant, string Bucket)> read = [("", "")];
        for (int before = 0; read.Count != before;)
        {
            before = read.Count;
            read.AddRange(order.After(_counters, static _ => true, read[^1].Tenant, read[^1].Bucket).Take(3).Select(static counter => (counter.TenantId, counter.BucketId)));
        }

        Assert.Equal(wanted, read.Skip(1));
    }

    [Fact]
    public void APage_OfAHundredThousandTenants_VisitsNoMoreThanItsRows()
    {
        const int Tenants = 100_000;
        string[] tenants = [.. Enumerable.Range(0, Tenants).Select(static number => $"t{number:d6}")];
        Array.ForEach(tenants, tenant => _counters.GetCounter(tenant, "echo", "na-1"));
        var order = new CounterOrder(tenants, Buckets);
        int visited = 0;
        string[] page = [.. order.After(_counters, _ => ++visited > 0, "t050000", "echo").Take(1000).Select(static counter => counter.TenantId)];
        Assert.Equal(("t050001", "t051000"), (page[0], page[^1]));
        Assert.Equal(1001, visited); // The place itself, and the rows.
    }

    [Fact]
    public void ATenant_ThatIsNotShown_IsPassedOver()
    {
        _counters.GetCounter("a", "echo", "na-1");
        _counters.GetCounter("b", "echo", "na-1");
        Assert.Equal("b", new CounterOrder(["a", "b"], Buckets).After(_counters, static tenant => tenant == "b", "", "").Single().TenantId);
    }
}
