using Edge.Gateway.Cells.Health;
using Edge.Gateway.Cells.Routing;

namespace Edge.Gateway.Cells;

/// <summary>How a cell's destinations are chosen, judged, protected and replaced: <c>defaults</c> of <c>cells.json</c>, and what a cell says otherwise.</summary>
internal sealed record CellPolicy
{
    public static CellPolicy Default { get; } = new();

    public CellHealthSettings Health { get; init; } = CellHealthSettings.Default;

    public OutlierSettings Outlier { get; init; } = OutlierSettings.Default;

    public SlowStartSettings SlowStart { get; init; } = SlowStartSettings.Default;

    public RoutingSettings Routing { get; init; } = RoutingSettings.Default;

    public RetrySettings Retries { get; init; } = RetrySettings.Default;

    public BreakerSettings Breaker { get; init; } = BreakerSettings.Default;

    /// <summary>When fewer than this part of the destinations is healthy, all that can be connected to are used; 0 is off. Envoy's default too.</summary>
    public int PanicPercent { get; init; } = 50;
}
