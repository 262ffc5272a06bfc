namespace Edge.Rules.Transformations;

/// <summary><c>t:compressWhitespace</c>: one space in place of each run of white space.</summary>
internal sealed class CompressWhitespace : ITransformation
{
    public string Name => "compressWhitespace";

    public string? Triggers => " \t\n\v\f\r";

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        int written = 0;
        ReadOnlySpan<char> rest = input;
        while (true)
        {
            int at = rest.IndexOfAny(ByteText.WhiteSpace);
            if (at < 0)
            {
                break;
            }

            rest[..at].CopyTo(output[written..]);
            written += at;
            output[written++] = ' ';
            rest = TrimLeft.Cut(rest[at..]);
        }

        if (rest.Length == input.Length)
        {
            return ITransformation.Unchanged;
        }

        rest.CopyTo(output[written..]);
        return ByteText.Outcome(input, output[..(written + rest.Length)]);
    }
}
