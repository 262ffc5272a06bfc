namespace Edge.Rules.Transformations;

/// <summary><c>t:parityOdd7bit</c>: sets the high bit so that each byte has odd parity.</summary>
internal sealed class ParityOdd7bit : ITransformation
{
    public string Name => "parityOdd7bit";

    public int Transform(ReadOnlySpan<char> input, Span<char> output) =>
        Parity.Apply(input, output, even: false);
}
