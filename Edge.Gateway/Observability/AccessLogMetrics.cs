using System.Diagnostics.Metrics;

namespace Edge.Gateway.Observability;

/// <summary>Counts the lines that the access log wrote and lost.</summary>
internal sealed class AccessLogMetrics
{
    private static readonly KeyValuePair<string, object?> QueueFull = new("reason", "queue_full");
    private static readonly KeyValuePair<string, object?> WriteFailed = new("reason", "write_failed");

    private readonly Counter<long> _written;
    private readonly Counter<long> _dropped;

    public AccessLogMetrics(IMeterFactory factory)
    {
        Meter meter = EdgeMeter.Create(factory);
        _written = meter.CreateCounter<long>("edge.access_log.written", "{line}", "Access log lines written.");
        _dropped = meter.CreateCounter<long>("edge.access_log.dropped", "{line}", "Access log lines lost: the queue was full, or writing failed.");
    }

    public void Written(int lines) => _written.Add(lines);

    public void DroppedAtQueue() => _dropped.Add(1, QueueFull);

    public void DroppedAtWrite(int lines) => _dropped.Add(lines, WriteFailed);
}
