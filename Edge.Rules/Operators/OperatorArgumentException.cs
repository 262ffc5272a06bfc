namespace Edge.Rules.Operators;

/// <summary>An argument that an operator cannot take. Stays within <see cref="OperatorRegistry"/>.</summary>
internal sealed class OperatorArgumentException(string message) : Exception(message);
