namespace Edge.Gateway.RateLimiting;

/// <summary>Whether a bucket denies.</summary>
internal enum BucketMode
{
    /// <summary>Denies what is over the limit.</summary>
    Enforce,

    /// <summary>Counts and reports, denies nobody.</summary>
    Preview,

    /// <summary>Counts nothing and sends no headers.</summary>
    Disable,
}
