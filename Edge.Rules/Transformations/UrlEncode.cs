using System.Buffers;

namespace Edge.Rules.Transformations;

/// <summary><c>t:urlEncode</c>: all but letters, digits and <c>*</c> as <c>%hh</c>, the space as <c>+</c>.</summary>
internal sealed class UrlEncode : ITransformation
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("*0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public string Name => "urlEncode";

    public int GetMaxOutputLength(int inputLength) => 3 * inputLength;

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        if (!input.ContainsAnyExcept(Plain))
        {
            return ITransformation.Unchanged;
        }

        ReadOnlySpan<char> digits = "0123456789abcdef";
        int written = 0;
        foreach (char c in input)
        {
            if (c == ' ')
            {
                output[written++] = '+';
            }
            else if (Plain.Contains(c))
            {
                output[written++] = c;
            }
            else
            {
                output[written++] = '%';
                output[written++] = digits[(c >> 4) & 0xF];
                output[written++] = digits[c & 0xF];
            }
        }

        return written;
    }
}
