namespace Edge.Gateway.Notifications;

/// <summary>What became of a delivery.</summary>
internal enum NotificationOutcome
{
    Delivered,

    /// <summary>All tries failed.</summary>
    Failed,

    /// <summary>Too many waited.</summary>
    Dropped,
}
