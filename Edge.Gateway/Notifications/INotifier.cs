namespace Edge.Gateway.Notifications;

/// <summary>Tells super admins. Never throws, and waits for nobody but the disk: it is called away from the threads that serve sockets. What cannot be delivered is retried, also by the next process, then logged.</summary>
internal interface INotifier
{
    void Notify(Notification notification);
}
