using Edge.Gateway.Cells.Routing;

namespace Edge.Gateway.Cells.Health;

/// <summary>Asks a destination whether it is well.</summary>
internal interface IDestinationProbe
{
    /// <summary>One probe. Never throws, and ends within the time allowed.</summary>
    Task<ProbeResult> ProbeAsync(LiveDestination destination, CellHealthSettings settings, TimeSpan timeout, CancellationToken cancellationToken);
}
