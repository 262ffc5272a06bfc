namespace Edge.Gateway.Cells.Health;

/// <summary>What probes say of a destination.</summary>
internal enum ProbeHealth
{
    /// <summary>Not probed yet; it takes requests.</summary>
    Unknown,

    Healthy,

    /// <summary>It answered badly.</summary>
    Unhealthy,

    /// <summary>It did not answer at all: not even panic sends it requests.</summary>
    Unreachable,
}
