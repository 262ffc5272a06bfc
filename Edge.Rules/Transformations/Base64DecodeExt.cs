namespace Edge.Rules.Transformations;

/// <summary><c>t:base64DecodeExt</c>: base64 that skips what is not a digit and keeps what it can decode.</summary>
internal sealed class Base64DecodeExt : ITransformation
{
    public string Name => "base64DecodeExt";

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        if (input.IsEmpty)
        {
            return ITransformation.Unchanged;
        }

        int written = 0;
        int digits = 0;
        int bits = 0;
        for (int i = 0; i < input.Length; i++)
        {
            if (input[i] == '=' && digits % 4 == 1 && (i + 1 == input.Length || input[i + 1] != '='))
            {
                return 0; // One digit makes no byte: the padding cannot be right.
            }

            int value = Base64Alphabet.Value(input[i]);
            if (value < 0)
            {
                continue;
            }

            bits = ((bits << 6) | value) & 0xFFFFFF;
            int place = digits++ % 4;
            if (place > 0)
            {
                output[written++] = (char)((bits >> (6 - (2 * place))) & 0xFF);
            }
        }

        return written;
    }
}
