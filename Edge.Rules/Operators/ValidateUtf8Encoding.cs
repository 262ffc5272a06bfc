using Edge.Rules.Transformations;

namespace Edge.Rules.Operators;

/// <summary><c>@validateUtf8Encoding</c>: matches when the value is no UTF-8 (RFC 3629).</summary>
internal sealed class ValidateUtf8Encoding : IOperator
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value)
    {
        for (int at = value.IndexOfAnyExcept(ByteText.Ascii); at >= 0; at = value.IndexOfAnyExcept(ByteText.Ascii))
        {
            value = value[at..];
            int length = SequenceLength(value);
            if (length == 0)
            {
                return true;
            }

            value = value[length..];
        }

        return false;
    }

    /// <summary>Length of the sequence at the start, or 0 when it is not valid.</summary>
    private static int SequenceLength(ReadOnlySpan<char> text)
    {
        char lead = text[0];
        int length = lead switch { >= '\u00C2' and <= '\u00DF' => 2, >= '\u00E0' and <= '\u00EF' => 3, >= '\u00F0' and <= '\u00F4' => 4, _ => 0 };
        if (length == 0 || text.Length < length)
        {
            return 0;
        }

        foreach (char c in text[1..length])
        {
            if ((c & 0xC0) != 0x80)
            {
                return 0;
            }
        }

        // The second byte rules out overlong forms, surrogates and what is above U+10FFFF.
        char second = text[1];
        bool allowed = lead switch
        {
            '\u00E0' => second >= 0xA0,
            '\u00ED' => second <= 0x9F,
            '\u00F0' => second >= 0x90,
            '\u00F4' => second <= 0x8F,
            _ => true,
        };
        return allowed ? length : 0;
    }
}
