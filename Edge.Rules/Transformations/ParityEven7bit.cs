namespace Edge.Rules.Transformations;

/// <summary><c>t:parityEven7bit</c>: sets the high bit so that each byte has even parity.</summary>
internal sealed class ParityEven7bit : ITransformation
{
    public string Name => "parityEven7bit";

    public int Transform(ReadOnlySpan<char> input, Span<char> output) =>
        Parity.Apply(input, output, even: true);
}
