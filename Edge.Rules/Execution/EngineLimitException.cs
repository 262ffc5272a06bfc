namespace Edge.Rules.Execution;

/// <summary>A transaction came to a limit that leaves it uninspected; answered by <see cref="RuleSetOptions.OnEngineError"/>.</summary>
internal sealed class EngineLimitException(string message) : Exception(message);
