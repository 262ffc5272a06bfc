namespace Edge.Rules.Transformations;

/// <summary><c>t:parityZero7bit</c>: clears the high bit of each byte.</summary>
internal sealed class ParityZero7bit : ITransformation
{
    public string Name => "parityZero7bit";

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        if (!input.ContainsAnyExcept(ByteText.Ascii))
        {
            return ITransformation.Unchanged;
        }

        for (int i = 0; i < input.Length; i++)
        {
            output[i] = (char)(input[i] & 0x7F);
        }

        return input.Length;
    }
}
