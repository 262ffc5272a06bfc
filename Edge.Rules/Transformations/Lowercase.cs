using System.Buffers;

namespace Edge.Rules.Transformations;

/// <summary><c>t:lowercase</c>: ASCII letters in lower case; bytes from 0x80 stay.</summary>
internal sealed class Lowercase : ITransformation
{
    private static readonly SearchValues<char> Upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public string Name => "lowercase";

    public string? Triggers => "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        int at = input.IndexOfAny(Upper);
        if (at < 0)
        {
            return ITransformation.Unchanged;
        }

        input[..at].CopyTo(output);
        for (int i = at; i < input.Length; i++)
        {
            char c = input[i];
            output[i] = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
        }

        return input.Length;
    }
}
