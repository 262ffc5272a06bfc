namespace Edge.Gateway.Notifications;

/// <summary>Tells super admins. Never blocks and never throws; what cannot be delivered is retried, then logged.</summary>
internal interface INotifier
{
    void Notify(Notification notification);
}
