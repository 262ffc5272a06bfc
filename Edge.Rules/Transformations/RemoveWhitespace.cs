using System.Buffers;

namespace Edge.Rules.Transformations;

/// <summary><c>t:removeWhitespace</c>: removes white space and no-break spaces (0xA0, and 0xC2 which leads it in UTF-8).</summary>
internal sealed class RemoveWhitespace : ITransformation
{
    private static readonly SearchValues<char> Removed = SearchValues.Create(" \t\n\v\f\r\u00A0\u00C2");

    public string Name => "removeWhitespace";

    public string? Triggers => " \t\n\v\f\r\u00A0\u00C2";

    public int Transform(ReadOnlySpan<char> input, Span<char> output) => ByteText.RemoveAll(input, output, Removed);
}
