namespace Edge.Rules.Transformations;

/// <summary><c>t:urlDecode</c>: <c>%HH</c> and <c>+</c>; a percent sign that leads no two digits stays.</summary>
internal sealed class UrlDecode : ITransformation
{
    public string Name => "urlDecode";

    public string? Triggers => "%+";

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        int i = input.IndexOfAny('%', '+');
        if (i < 0)
        {
            return ITransformation.Unchanged;
        }

        input[..i].CopyTo(output);
        int written = i;
        while (i < input.Length)
        {
            char c = input[i];
            if (c == '%' && i + 2 < input.Length && char.IsAsciiHexDigit(input[i + 1]) && char.IsAsciiHexDigit(input[i + 2]))
            {
                output[written++] = ByteText.HexPair(input[i + 1], input[i + 2]);
                i += 3;
            }
            else
            {
                output[written++] = c == '+' ? ' ' : c;
                i++;
            }
        }

        return ByteText.Outcome(input, output[..written]);
    }
}
