namespace Edge.Rules.Matching;

/// <summary>Parses addresses as <c>inet_pton</c> does, without allocating.</summary>
internal static class IpText
{
    /// <summary>IPv4 as IPv4-mapped IPv6 (RFC 4291, section 2.5.5.2), so that one number line holds both.</summary>
    private static readonly UInt128 Mapped = (UInt128)0xFFFF << 32;

    public static bool TryParse(ReadOnlySpan<char> text, out UInt128 address, out bool isV4)
    {
        isV4 = !text.Contains(':');
        if (!isV4)
        {
            return TryParseV6(text, out address);
        }

        bool parsed = TryParseV4(text, out uint v4);
        address = Mapped | v4;
        return parsed;
    }

    private static bool TryParseV4(ReadOnlySpan<char> text, out uint address)
    {
        address = 0;
        int part = 0;
        int parts = 0;
        int digits = 0;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c) && digits < 3)
            {
                part = (part * 10) + c - '0';
                digits++;
            }
            else if (c == '.' && digits > 0 && part <= 255 && parts < 3)
            {
                address = (address << 8) | (uint)part;
                (part, digits) = (0, 0);
                parts++;
            }
            else
            {
                return false;
            }
        }

        address = (address << 8) | (uint)part;
        return parts == 3 && digits > 0 && part <= 255;
    }

    private static bool TryParseV6(ReadOnlySpan<char> text, out UInt128 address)
    {
        address = 0;
        int gap = text.IndexOf("::");
        if (gap < 0)
        {
            return TryParseGroups(text, out address, out int count) && count == 8;
        }

        UInt128 tail = 0;
        int head = 0;
        int end = 0;
        bool parsed = (gap == 0 || TryParseGroups(text[..gap], out address, out head))
            && (gap + 2 == text.Length || TryParseGroups(text[(gap + 2)..], out tail, out end))
            && head + end < 8;
        address = head == 0 ? tail : (address << (16 * (8 - head))) | tail;
        return parsed;
    }

    private static bool TryParseGroups(ReadOnlySpan<char> text, out UInt128 value, out int count)
    {
        value = 0;
        count = 0;
        while (count < 8)
        {
            int colon = text.IndexOf(':');
            ReadOnlySpan<char> group = colon < 0 ? text : text[..colon];
            if (colon < 0 && group.Contains('.'))
            {
                bool parsed = TryParseV4(group, out uint v4);
                value = (value << 32) | v4;
                count += 2;
                return parsed && count <= 8;
            }

            if (group.Length is 0 or > 4)
            {
                return false;
            }

            uint part = 0;
            foreach (char c in group)
            {
                if (!char.IsAsciiHexDigit(c))
                {
                    return false;
                }

                part = (part << 4) | (uint)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
            }

            value = (value << 16) | part;
            count++;
            if (colon < 0)
            {
                return true;
            }

            text = text[(colon + 1)..];
        }

        return false;
    }
}
