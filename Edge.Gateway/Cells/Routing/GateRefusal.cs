namespace Edge.Gateway.Cells.Routing;

/// <summary>Why a gate let nobody in.</summary>
internal enum GateRefusal
{
    /// <summary>It did.</summary>
    None,

    QueueFull,

    TimedOut,
}
