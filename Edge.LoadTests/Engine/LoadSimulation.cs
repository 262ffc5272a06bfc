namespace Edge.LoadTests.Engine;

/// <summary>A stretch of load, in NBomber's words. Stretches of a scenario follow each other.</summary>
/// <param name="During">How long; above zero.</param>
internal abstract record LoadSimulation(TimeSpan During);
