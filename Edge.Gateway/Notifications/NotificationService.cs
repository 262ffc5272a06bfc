using System.Collections.Concurrent;
using System.Threading.Channels;
using Edge.Gateway.Config;

namespace Edge.Gateway.Notifications;

/// <summary>Delivers notifications in the background: each to every target, retried with growing pauses; one slow target delays no other.</summary>
/// <remarks>What waits is on disk, too: the next process goes on with it. A receiver may get one twice, by the same id, when a node dies just after it was delivered.</remarks>
internal sealed partial class NotificationService(SnapshotStore snapshots, NotificationOutbox outbox, NotificationMetrics metrics, TimeProvider time, ILogger<NotificationService> logger) : BackgroundService, INotifier
{
    /// <summary>Most deliveries that wait or are retried; further ones are dropped, counted and logged.</summary>
    public const int MaxPending = 1000;

    /// <summary>Tries of one delivery: with <see cref="FirstPause"/> doubling up to <see cref="LongestPause"/>, about an hour.</summary>
    public const int MaxAttempts = 12;

    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);

    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>Longest time of one try.</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    private readonly Channel<(Notification Notification, INotificationTarget Target)> _queue =
        Channel.CreateBounded<(Notification, INotificationTarget)>(new BoundedChannelOptions(MaxPending) { FullMode = BoundedChannelFullMode.Wait });

    private readonly ConcurrentDictionary<(string Id, string Target), bool> _underWay = new();

    public void Notify(Notification notification)
    {
        foreach (INotificationTarget target in snapshots.CurrentOrNull?.Get<NotificationSettings>().Targets ?? [])
        {
            var pending = new PendingDelivery(notification, target.Key);
            if (_underWay.ContainsKey((notification.Id, target.Key)))
            {
                continue; // The same happening, told by two.
            }

            bool hasRoom = _underWay.Count < MaxPending;
            if (hasRoom)
            {
                outbox.Keep(pending); // Before it is queued: it may be delivered at once.
            }

            if (!hasRoom || !TryQueue(notification, target))
            {
                if (hasRoom)
                {
                    outbox.Forget(pending); // Dropped is dropped: the next process would send it.
                }

                metrics.Ended(target.Channel, NotificationOutcome.Dropped);
                LogDropped(notification.Type, target.Channel, target.Name);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The start does not wait for the disk.
        Dictionary<string, INotificationTarget> targets = new(StringComparer.Ordinal);
        foreach (INotificationTarget target in snapshots.CurrentOrNull?.Get<NotificationSettings>().Targets ?? [])
        {
            targets.TryAdd(target.Key, target);
        }

        foreach (PendingDelivery pending in outbox.Read(MaxPending))
        {
            if (!targets.TryGetValue(pending.Target, out INotificationTarget? target))
            {
                outbox.Forget(pending); // Nobody is to be told there any more.
            }
            else if (_underWay.TryAdd((pending.Notification.Id, pending.Target), true)) // Else it is of this process.
            {
                _ = DeliverAsync(pending.Notification, target, stoppingToken); // It needs no place in the queue, which may be full already.
            }
        }

        await foreach ((Notification notification, INotificationTarget target) in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            _ = DeliverAsync(notification, target, stoppingToken);
        }
    }

    private bool TryQueue(Notification notification, INotificationTarget target)
    {
        if (!_underWay.TryAdd((notification.Id, target.Key), true) || _queue.Writer.TryWrite((notification, target)))
        {
            return true; // By this call or another.
        }

        _underWay.TryRemove((notification.Id, target.Key), out _);
        return false;
    }

    private async Task DeliverAsync(Notification notification, INotificationTarget target, CancellationToken stoppingToken)
    {
        TimeSpan pause = FirstPause;
        try
        {
            for (int attempt = 1; !await TryAsync(notification, target, attempt, stoppingToken); attempt++)
            {
                if (attempt == MaxAttempts)
                {
                    metrics.Ended(target.Channel, NotificationOutcome.Failed);
                    outbox.Forget(new PendingDelivery(notification, target.Key));
                    return;
                }

                await Task.Delay(pause, time, stoppingToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }

            metrics.Ended(target.Channel, NotificationOutcome.Delivered);
            outbox.Forget(new PendingDelivery(notification, target.Key));
        }
        catch (OperationCanceledException)
        {
            // The node ends; the next process goes on.
        }
        finally
        {
            _underWay.TryRemove((notification.Id, target.Key), out _);
        }
    }

    private async Task<bool> TryAsync(Notification notification, INotificationTarget target, int attempt, CancellationToken stoppingToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        deadline.CancelAfter(AttemptTimeout);
        try
        {
            await target.SendAsync(notification, deadline.Token);
            return true;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested) // Whatever a receiver does, the node goes on.
        {
            LogFailed(notification.Type, target.Channel, target.Name, attempt, MaxAttempts, exception.GetBaseException().GetType().Name);
            return false;
        }
    }

    [LoggerMessage(EdgeEvents.NotificationFailed, LogLevel.Warning, "The notification {Type} was not delivered by {Channel} to {Name}, try {Attempt} of {Most}: {Reason}")]
    private partial void LogFailed(string type, string channel, string name, int attempt, int most, string reason);

    [LoggerMessage(EdgeEvents.NotificationDropped, LogLevel.Error, "The notification {Type} by {Channel} to {Name} was dropped: too many wait.")]
    private partial void LogDropped(string type, string channel, string name);
}
