namespace Edge.Gateway.Cells.Routing;

/// <summary>Why the gateway itself ended a try.</summary>
internal enum AttemptEnd
{
    None,

    /// <summary><see cref="RetrySettings.PerTryTimeout"/> ran out.</summary>
    PerTryTimeout,

    /// <summary>The destination was taken out because it answers nobody.</summary>
    DestinationLost,

    /// <summary>Another try of the same request answered first.</summary>
    Hedged,
}
