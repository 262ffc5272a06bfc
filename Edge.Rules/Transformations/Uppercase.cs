using System.Buffers;

namespace Edge.Rules.Transformations;

/// <summary><c>t:uppercase</c>: ASCII letters in upper case; bytes from 0x80 stay.</summary>
internal sealed class Uppercase : ITransformation
{
    private static readonly SearchValues<char> Lower = SearchValues.Create("abcdefghijklmnopqrstuvwxyz");

    public string Name => "uppercase";

    public string? Triggers => "abcdefghijklmnopqrstuvwxyz";

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        int at = input.IndexOfAny(Lower);
        if (at < 0)
        {
            return ITransformation.Unchanged;
        }

        input[..at].CopyTo(output);
        for (int i = at; i < input.Length; i++)
        {
            char c = input[i];
            output[i] = char.IsAsciiLetterLower(c) ? (char)(c & 0xDF) : c;
        }

        return input.Length;
    }
}
