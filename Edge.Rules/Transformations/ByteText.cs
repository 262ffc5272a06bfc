using System.Buffers;

namespace Edge.Rules.Transformations;

/// <summary>Small helpers over byte strings, with the character classes of the C locale.</summary>
internal static class ByteText
{
    /// <summary>What C's <c>isspace</c> holds for white space.</summary>
    public static readonly SearchValues<char> WhiteSpace = SearchValues.Create(" \t\n\v\f\r");

    /// <summary>Bytes below 0x80.</summary>
    public static readonly SearchValues<char> Ascii = SearchValues.Create([.. Enumerable.Range(0, 0x80).Select(static value => (char)value)]);

    public static bool IsSpace(char c) => c == ' ' || (uint)(c - '\t') <= '\r' - '\t';

    public static bool IsOctal(char c) => (uint)(c - '0') <= 7;

    /// <summary>The byte of two hexadecimal digits; digits that are none count by the arithmetic of the reference engine.</summary>
    public static char HexPair(char high, char low) => (char)(((Digit(high) * 16) + Digit(low)) & 0xFF);

    /// <summary>The length written, or <see cref="ITransformation.Unchanged"/> when that equals the input.</summary>
    public static int Outcome(ReadOnlySpan<char> input, ReadOnlySpan<char> written) =>
        input.SequenceEqual(written) ? ITransformation.Unchanged : written.Length;

    /// <summary>Copies the input without the chars of a set.</summary>
    public static int RemoveAll(ReadOnlySpan<char> input, Span<char> output, SearchValues<char> removed)
    {
        int at = input.IndexOfAny(removed);
        if (at < 0)
        {
            return ITransformation.Unchanged;
        }

        int written = 0;
        while (at >= 0)
        {
            input[..at].CopyTo(output[written..]);
            written += at;
            input = input[(at + 1)..];
            at = input.IndexOfAny(removed);
        }

        input.CopyTo(output[written..]);
        return written + input.Length;
    }

    /// <summary>Copies a part of the input that was cut at one or both ends.</summary>
    public static int CopyPart(ReadOnlySpan<char> input, ReadOnlySpan<char> part, Span<char> output)
    {
        if (part.Length == input.Length)
        {
            return ITransformation.Unchanged;
        }

        part.CopyTo(output);
        return part.Length;
    }

    private static int Digit(char c) => c >= 'A' ? (c & 0xDF) - 'A' + 10 : c - '0';
}
