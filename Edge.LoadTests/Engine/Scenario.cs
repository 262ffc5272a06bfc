namespace Edge.LoadTests.Engine;

/// <summary>One kind of client: what it asks, and how often. Scenarios of a suite run beside each other, each with connections of its own.</summary>
/// <param name="Name">Name in reports and thresholds.</param>
/// <param name="Steps">What an iteration asks, one after the other; the iteration ends at the first that fails.</param>
/// <param name="Simulations">Its load.</param>
internal sealed record Scenario(string Name, IReadOnlyList<Step> Steps, IReadOnlyList<LoadSimulation> Simulations)
{
    /// <summary>Most connections at a time; null takes what the command line says.</summary>
    public int? Connections { get; init; }
}
