namespace Edge.Gateway.Cells.Health;

/// <summary>Where a destination stands: a closed set, used as a metric label and by the admin API.</summary>
internal enum DestinationStanding
{
    /// <summary>It takes requests.</summary>
    Available,

    /// <summary>Probes fail.</summary>
    Unhealthy,

    /// <summary>Live requests took it out for a time.</summary>
    Ejected,

    /// <summary>Operators gave it no share; requests under way go on.</summary>
    Draining,
}
