namespace Edge.Rules.Operators;

/// <summary><c>@validateHash pattern</c>: loads, and matches nothing, because no link was ever signed here.</summary>
/// <remarks>The reference engine (v3) has no hash engine either: <c>SecHashEngine</c> belongs to v2.</remarks>
internal sealed class ValidateHash : IOperator
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) => false;
}
