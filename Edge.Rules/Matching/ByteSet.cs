namespace Edge.Rules.Matching;

/// <summary>A set of byte values, one bit each.</summary>
internal readonly record struct ByteSet(UInt128 Low, UInt128 High)
{
    public static ByteSet Empty => default;

    public static ByteSet All => new(UInt128.MaxValue, UInt128.MaxValue);

    public static ByteSet Digits { get; } = Range('0', '9');

    public static ByteSet Word { get; } = Range('a', 'z') | Range('A', 'Z') | Digits | Of("_");

    /// <summary><c>\s</c> of PCRE in the C locale.</summary>
    public static ByteSet Space { get; } = Of(" \t\n\v\f\r");

    /// <summary><c>\h</c> of PCRE over bytes.</summary>
    public static ByteSet Horizontal { get; } = Of(" \t\u00A0");

    /// <summary><c>\v</c> of PCRE over bytes.</summary>
    public static ByteSet Vertical { get; } = Of("\n\v\f\r\u0085");

    public int Count => (int)(UInt128.PopCount(Low) + UInt128.PopCount(High));

    public static ByteSet operator |(ByteSet left, ByteSet right) => new(left.Low | right.Low, left.High | right.High);

    public static ByteSet operator &(ByteSet left, ByteSet right) => new(left.Low & right.Low, left.High & right.High);

    public static ByteSet operator ~(ByteSet set) => new(~set.Low, ~set.High);

    public static ByteSet Of(char value) =>
        value < 128 ? new(UInt128.One << value, 0) : new(0, UInt128.One << (value - 128));

    public static ByteSet Of(string values) => values.Aggregate(Empty, static (set, value) => set | Of(value));

    public static ByteSet Range(int first, int last)
    {
        ByteSet set = Empty;
        for (int value = first; value <= last; value++)
        {
            set |= Of((char)value);
        }

        return set;
    }

    public bool Contains(char value) =>
        value < 128 ? (Low >> value & 1) != 0 : value < 256 && (High >> (value - 128) & 1) != 0;

    /// <summary>The set with both cases of each ASCII letter in it; other bytes have no case in the C locale.</summary>
    public ByteSet FoldCase()
    {
        // Bits 1 to 26 above 64 are A to Z; lower-case letters stand 32 bits higher.
        UInt128 letters = ((UInt128)0x07FFFFFE) << 64;
        return new(Low | ((Low & letters) << 32) | ((Low & (letters << 32)) >> 32), High);
    }

    /// <summary>The members in rising order.</summary>
    public List<char> ToList()
    {
        List<char> members = [];
        for (UInt128 left = Low; left != 0; left &= left - 1)
        {
            members.Add((char)(int)UInt128.TrailingZeroCount(left));
        }

        for (UInt128 left = High; left != 0; left &= left - 1)
        {
            members.Add((char)(128 + (int)UInt128.TrailingZeroCount(left)));
        }

        return members;
    }
}
