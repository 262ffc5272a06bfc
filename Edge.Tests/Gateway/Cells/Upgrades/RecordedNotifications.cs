using Edge.Gateway.Notifications;

namespace Edge.Tests.Gateway.Cells.Upgrades;

/// <summary>Remembers what super admins would be told.</summary>
internal sealed class RecordedNotifications : INotifier
{
    public List<Notification> All { get; } = [];

    public void Notify(Notification notification) => All.Add(notification);
}
