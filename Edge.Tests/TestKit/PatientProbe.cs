using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Health;
using Edge.Gateway.Cells.Routing;

namespace Edge.Tests.TestKit;

/// <summary>
/// The real probe with more time: a destination that is gone is found at once, and one that a busy machine makes late stays in.
/// Tests of time-outs put the real one back: <see cref="TestGateway.WithRealProbes"/>.
/// </summary>
internal sealed class PatientProbe(HttpDestinationProbe probe) : IDestinationProbe
{
    public Task<ProbeResult> ProbeAsync(LiveDestination destination, CellHealthSettings settings, TimeSpan timeout, CancellationToken cancellationToken) =>
        probe.ProbeAsync(destination, settings, TestGateway.Patience, cancellationToken);
}
