namespace Edge.Gateway.Cells.Routing;

/// <summary>How much a cell gets at a time; beyond it a short queue, then 503.</summary>
/// <param name="MaxInFlight">Requests of the cell under way; upgraded connections do not count.</param>
/// <param name="MaxInFlightPerDestination">Requests of one destination; Envoy's default for a cluster.</param>
/// <param name="MaxQueued">Requests that wait for their turn, first come first served.</param>
/// <param name="QueueTimeout">Longest wait.</param>
internal sealed record BreakerSettings(int MaxInFlight, int MaxInFlightPerDestination, int MaxQueued, TimeSpan QueueTimeout)
{
    public static BreakerSettings Default { get; } = new(4096, 1024, 256, TimeSpan.FromMilliseconds(250));
}
