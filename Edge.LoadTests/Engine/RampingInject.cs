namespace Edge.LoadTests.Engine;

/// <summary>Open model: the rate goes evenly from that of the stretch before (or 0) to <paramref name="Rate"/>.</summary>
internal sealed record RampingInject(double Rate, TimeSpan During) : LoadSimulation(During);
