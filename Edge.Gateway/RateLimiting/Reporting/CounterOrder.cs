using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>Counters in the order of the report's pages, by tenant and bucket. Sorted once for a configuration, so that a page costs no more than its own rows.</summary>
internal sealed class CounterOrder(IEnumerable<string> tenants, IEnumerable<string> buckets)
{
    private readonly string[] _tenants = [.. tenants.Order(StringComparer.Ordinal)];
    private readonly string[] _buckets = [.. buckets.Order(StringComparer.Ordinal)];

    /// <summary>The counters that stand after a place.</summary>
    /// <param name="counters">Where they are.</param>
    /// <param name="isShown">Which tenants, by their ids; asked once for each that is passed.</param>
    /// <param name="afterTenant">The place; empty for all.</param>
    /// <param name="afterBucket">The place within the tenant.</param>
    public IEnumerable<TenantCounter> After(CounterDirectory counters, Func<string, bool> isShown, string afterTenant, string afterBucket)
    {
        int first = Array.BinarySearch(_tenants, afterTenant, StringComparer.Ordinal);
        for (int i = first < 0 ? ~first : first; i < _tenants.Length; i++)
        {
            string tenant = _tenants[i];
            if (!isShown(tenant))
            {
                continue;
            }

            foreach (string bucket in _buckets)
            {
                bool isAfter = tenant != afterTenant || string.CompareOrdinal(bucket, afterBucket) > 0;
                if (isAfter && counters.TryGetCounter(tenant, bucket, out TenantCounter? counter))
                {
                    yield return counter;
                }
            }
        }
    }
}
