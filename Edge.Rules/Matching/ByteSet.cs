namespace Edge.Rules.Matching;

/// <summary>A set of byte values, one bit each.</summary>
internal readonly record struct ByteSet(UInt128 Low, UInt128 High)
{
    public static ByteSet Empty => default;

    public static ByteSet All => new(UInt128.MaxValue, UInt128.MaxValue);

    public static ByteSet Digits => Range('0', '9');

    public static ByteSet Word => Range('a', 'z') | Range('A', 'Z') | Digits | Of("_");

    /// <summary><c>\s</c> of PCRE in the C locale.</summary>
    public static ByteSet Space => Of(" \t\n\v\f\r");

    /// <summary><c>\h</c> of PCRE over bytes.</summary>
    public static ByteSet Horizontal => Of(" \t\u00A0");

    /// <summary><c>\v</c> of PCRE over bytes.</summary>
    public static ByteSet Vertical => Of("\n\v\f\r\u0085");

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
        ByteSet set = this;
        for (char lower = 'a'; lower <= 'z'; lower++)
        {
            char upper = (char)(lower & 0xDF);
            if (Contains(lower) || Contains(upper))
            {
                set |= Of(lower) | Of(upper);
            }
        }

        return set;
    }

    /// <summary>The members in rising order.</summary>
    public List<char> ToList()
    {
        List<char> members = [];
        for (int value = 0; value < 256; value++)
        {
            if (Contains((char)value))
            {
                members.Add((char)value);
            }
        }

        return members;
    }
}
