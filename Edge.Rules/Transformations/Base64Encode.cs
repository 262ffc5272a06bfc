namespace Edge.Rules.Transformations;

/// <summary><c>t:base64Encode</c>: RFC 4648 base64 with padding.</summary>
internal sealed class Base64Encode : ITransformation
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    public string Name => "base64Encode";

    public int GetMaxOutputLength(int inputLength) => (inputLength + 2) / 3 * 4;

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        int written = 0;
        for (int i = 0; i < input.Length; i += 3)
        {
            int left = input.Length - i;
            int bits = (input[i] << 16) | (left > 1 ? input[i + 1] << 8 : 0) | (left > 2 ? input[i + 2] : 0);
            output[written] = Alphabet[(bits >> 18) & 63];
            output[written + 1] = Alphabet[(bits >> 12) & 63];
            output[written + 2] = left > 1 ? Alphabet[(bits >> 6) & 63] : '=';
            output[written + 3] = left > 2 ? Alphabet[bits & 63] : '=';
            written += 4;
        }

        return input.IsEmpty ? ITransformation.Unchanged : written;
    }
}
