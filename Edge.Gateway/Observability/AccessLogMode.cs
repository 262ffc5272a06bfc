namespace Edge.Gateway.Observability;

/// <summary>Which requests the access log shows.</summary>
internal enum AccessLogMode
{
    /// <summary>None.</summary>
    Off,

    /// <summary>
    /// A share of the requests, and always those that an operator will be asked about: status 5xx, and requests blocked by the
    /// rules or denied by a list or a ban. Rate-limited requests are sampled as others are, since a flood of them is what limits are for.
    /// </summary>
    Sampled,

    /// <summary>All.</summary>
    On,
}
