namespace Edge.Gateway.Cells.Health;

/// <summary>Requests of one destination in one span of time.</summary>
/// <param name="Count">Requests that ended.</param>
/// <param name="Failures">Of those, answers 5xx and broken or late ones.</param>
/// <param name="Latency">All their latencies together.</param>
internal readonly record struct TrafficSample(long Count, long Failures, TimeSpan Latency)
{
    public double SuccessRate => Count == 0 ? 1 : Math.Max(0, 1 - ((double)Failures / Count));

    public TimeSpan MeanLatency => Count == 0 ? TimeSpan.Zero : Latency / Count;
}
