namespace Edge.Gateway.Cells.Control;

/// <summary>How an order ended.</summary>
internal enum ControlOutcome
{
    /// <summary>In force.</summary>
    Done,

    /// <summary>It was so already; nothing was decided, and no event written.</summary>
    Unchanged,

    /// <summary>There is no such cell, zone, pool, destination or tenant.</summary>
    NotFound,

    /// <summary>A safety rule forbids it.</summary>
    Refused,
}
