namespace Edge.Gateway.Cells.Health;

/// <summary>Why live requests took a destination out: a closed set, used as a metric label.</summary>
internal enum EjectionReason
{
    None,

    /// <summary>Connections failed. Ends early with a good probe.</summary>
    ConnectFailure,

    /// <summary>Requests waited, no answer came, and a probe got none either. Ends early with a good probe.</summary>
    Silence,

    /// <summary>Failures in a row.</summary>
    Consecutive5xx,

    /// <summary>More failures than its peers.</summary>
    SuccessRate,

    /// <summary>Far slower than its peers.</summary>
    Latency,
}
