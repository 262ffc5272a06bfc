namespace Edge.Rules.Transformations;

/// <summary><c>t:trimRight</c>: removes white space at the end.</summary>
internal sealed class TrimRight : ITransformation
{
    public string Name => "trimRight";

    public string? Triggers => " \t\n\v\f\r";

    public static ReadOnlySpan<char> Cut(ReadOnlySpan<char> input) => input[..(input.LastIndexOfAnyExcept(ByteText.WhiteSpace) + 1)];

    public int Transform(ReadOnlySpan<char> input, Span<char> output) => ByteText.CopyPart(input, Cut(input), output);
}
