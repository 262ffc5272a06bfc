using Edge.Gateway.Events;

namespace Edge.Gateway.State;

/// <summary>One step of a decision.</summary>
/// <param name="Key">From <see cref="DecisionKeys"/>.</param>
/// <param name="Value">What is decided from now on; null undoes: the configuration speaks again.</param>
internal sealed record DecisionChange(string Key, string? Value)
{
    /// <summary>What the System Log is told when this changes anything: kept with the decision, so that neither is without the other, and once in a fleet. At most one of a type.</summary>
    public IReadOnlyList<EdgeEvent> Events { get; init; } = [];
}
