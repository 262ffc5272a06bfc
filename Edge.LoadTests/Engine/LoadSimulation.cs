namespace Edge.LoadTests.Engine;

/// <summary>A stretch of load, in NBomber's words. Stretches of a scenario follow each other.</summary>
/// <param name="During">How long; above zero.</param>
internal abstract record LoadSimulation(TimeSpan During);

/// <summary>Open model: so many requests per second arrive, whether earlier ones were answered or not.</summary>
internal sealed record Inject(double Rate, TimeSpan During) : LoadSimulation(During);

/// <summary>Open model: the rate goes evenly from that of the stretch before (or 0) to <paramref name="Rate"/>.</summary>
internal sealed record RampingInject(double Rate, TimeSpan During) : LoadSimulation(During);

/// <summary>Closed model: so many users, each of whom asks again as soon as the answer is there.</summary>
internal sealed record KeepConstant(int Copies, TimeSpan During) : LoadSimulation(During);

/// <summary>No load.</summary>
internal sealed record Pause(TimeSpan During) : LoadSimulation(During);
