using System.Diagnostics.Metrics;
using Edge.Gateway.Observability;

namespace Edge.Gateway.Notifications;

/// <summary>Counts deliveries by channel and outcome.</summary>
internal sealed class NotificationMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _deliveries = EdgeMeter.Create(meters).CreateCounter<long>("edge.notifications", "{notification}", "Deliveries of notifications to super admins, by channel and outcome.");

    public void Ended(string channel, NotificationOutcome outcome) => _deliveries.Add(
        1, new KeyValuePair<string, object?>("channel", channel), new KeyValuePair<string, object?>("outcome", outcome switch { NotificationOutcome.Delivered => "delivered", NotificationOutcome.Failed => "failed", _ => "dropped" }));
}
