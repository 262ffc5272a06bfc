namespace Edge.Gateway.Notifications;

/// <summary>A notification that one target has not taken yet.</summary>
/// <param name="Notification">What it is told.</param>
/// <param name="Target">Its <see cref="INotificationTarget.Key"/>.</param>
internal sealed record PendingDelivery(Notification Notification, string Target);
