namespace Edge.Gateway.Notifications;

/// <summary>One place that notifications are sent to.</summary>
internal interface INotificationTarget
{
    /// <summary><c>webhook</c> or <c>smtp</c>: a metric's label.</summary>
    string Channel { get; }

    /// <summary>As logs name it; free of secrets.</summary>
    string Name { get; }

    /// <summary>Names it for good, through restarts, without secrets: what waits for it is found again by this.</summary>
    string Key { get; }

    /// <summary>Tries once.</summary>
    /// <exception cref="Exception">It was not delivered.</exception>
    Task SendAsync(Notification notification, CancellationToken cancellationToken);
}
