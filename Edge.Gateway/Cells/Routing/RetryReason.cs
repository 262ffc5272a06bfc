namespace Edge.Gateway.Cells.Routing;

/// <summary>Why a request goes to another destination: a closed set, used as a metric label.</summary>
internal enum RetryReason
{
    None,

    /// <summary>No connection was made, so nothing was sent.</summary>
    Connect,

    /// <summary>The destination broke off before its answer.</summary>
    Broken,

    /// <summary>It answered with one of <see cref="RetrySettings.Statuses"/>.</summary>
    Status,

    /// <summary>Its time for one try ran out.</summary>
    Timeout,

    /// <summary>It was taken out while the request waited for it.</summary>
    Lost,
}
