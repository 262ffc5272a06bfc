namespace Edge.LoadTests.Engine;

/// <summary>No load.</summary>
internal sealed record Pause(TimeSpan During) : LoadSimulation(During);
