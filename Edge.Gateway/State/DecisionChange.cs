namespace Edge.Gateway.State;

/// <summary>One step of a decision.</summary>
/// <param name="Key">From <see cref="DecisionKeys"/>.</param>
/// <param name="Value">What is decided from now on; null undoes: the configuration speaks again.</param>
internal sealed record DecisionChange(string Key, string? Value);
