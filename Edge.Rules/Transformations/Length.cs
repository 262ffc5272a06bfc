using System.Globalization;

namespace Edge.Rules.Transformations;

/// <summary><c>t:length</c>: the number of bytes, in decimal.</summary>
internal sealed class Length : ITransformation
{
    /// <summary>Digits of the largest length that a span can have.</summary>
    private const int MaxDigits = 10;

    public string Name => "length";

    public int GetMaxOutputLength(int inputLength) => MaxDigits;

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        input.Length.TryFormat(output, out int written, provider: CultureInfo.InvariantCulture);
        return ByteText.Outcome(input, output[..written]);
    }
}
