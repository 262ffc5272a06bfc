namespace Edge.LoadTests.Engine;

/// <summary>Open model: so many requests per second arrive, whether earlier ones were answered or not.</summary>
internal sealed record Inject(double Rate, TimeSpan During) : LoadSimulation(During);
