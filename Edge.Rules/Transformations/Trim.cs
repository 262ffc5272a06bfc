namespace Edge.Rules.Transformations;

/// <summary><c>t:trim</c>: removes white space at both ends.</summary>
internal sealed class Trim : ITransformation
{
    public string Name => "trim";

    public string? Triggers => " \t\n\v\f\r";

    public int Transform(ReadOnlySpan<char> input, Span<char> output) =>
        ByteText.CopyPart(input, TrimLeft.Cut(TrimRight.Cut(input)), output);
}
