namespace Edge.Gateway.Notifications;

/// <summary><c>notifications</c> of <c>edge.json</c>: where they go.</summary>
internal sealed class NotificationSettings(IReadOnlyList<INotificationTarget> targets)
{
    /// <summary>Most webhooks.</summary>
    public const int MaxWebhooks = 20;

    /// <summary>Most recipients of a mail.</summary>
    public const int MaxRecipients = 100;

    public IReadOnlyList<INotificationTarget> Targets { get; } = targets;
}
