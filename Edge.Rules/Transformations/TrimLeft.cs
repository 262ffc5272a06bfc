namespace Edge.Rules.Transformations;

/// <summary><c>t:trimLeft</c>: removes white space at the start.</summary>
internal sealed class TrimLeft : ITransformation
{
    public string Name => "trimLeft";

    public string? Triggers => " \t\n\v\f\r";

    public static ReadOnlySpan<char> Cut(ReadOnlySpan<char> input)
    {
        int start = input.IndexOfAnyExcept(ByteText.WhiteSpace);
        return start < 0 ? [] : input[start..];
    }

    public int Transform(ReadOnlySpan<char> input, Span<char> output) => ByteText.CopyPart(input, Cut(input), output);
}
