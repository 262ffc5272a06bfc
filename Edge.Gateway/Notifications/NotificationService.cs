using System.Threading.Channels;
using Edge.Gateway.Config;

namespace Edge.Gateway.Notifications;

/// <summary>Delivers notifications in the background: each to every target, retried with growing pauses; one slow target delays no other.</summary>
/// <remarks>What waits is in memory: a node that ends takes it along. The System Log has the events.</remarks>
internal sealed partial class NotificationService(SnapshotStore snapshots, NotificationMetrics metrics, TimeProvider time, ILogger<NotificationService> logger) : BackgroundService, INotifier
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

    private int _pending;

    public void Notify(Notification notification)
    {
        foreach (INotificationTarget target in snapshots.CurrentOrNull?.Get<NotificationSettings>().Targets ?? [])
        {
            if (Interlocked.Increment(ref _pending) > MaxPending || !_queue.Writer.TryWrite((notification, target)))
            {
                Interlocked.Decrement(ref _pending);
                metrics.Ended(target.Channel, NotificationOutcome.Dropped);
                LogDropped(notification.Type, target.Channel, target.Name);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach ((Notification notification, INotificationTarget target) in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            _ = DeliverAsync(notification, target, stoppingToken);
        }
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
                    return;
                }

                await Task.Delay(pause, time, stoppingToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }

            metrics.Ended(target.Channel, NotificationOutcome.Delivered);
        }
        catch (OperationCanceledException)
        {
            // The node ends.
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
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
