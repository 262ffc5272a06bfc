using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>How far a tenant has used a bucket at this moment.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Counter">The tenant's counter in it.</param>
/// <param name="Used">Units used.</param>
/// <param name="Limits">The limits in force.</param>
/// <param name="IsDenying">Whether a request was denied just now.</param>
internal readonly record struct BucketUse(Bucket Bucket, TenantCounter Counter, long Used, TenantLimits Limits, bool IsDenying)
{
    /// <summary>Used part of the limit; above 1 in a burst.</summary>
    public double Share => Used / (double)Limits.Rule.Limit;
}
