namespace Edge.Rules.Operators;

/// <summary>One <c>@operator</c> with its argument, compiled at load and then only read.</summary>
/// <remarks>Thread-safe. The compiler of rules handles negation (<c>!@rx</c>), so no operator knows of it.</remarks>
internal interface IOperator
{
    /// <summary>Tells whether the value matches.</summary>
    /// <param name="context">What the running transaction offers: macros, captures, the regex deadline.</param>
    /// <param name="value">A byte string held as Latin-1 chars: one char, one byte.</param>
    bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value);
}
