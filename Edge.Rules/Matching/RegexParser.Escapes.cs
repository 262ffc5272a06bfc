using System.Globalization;

namespace Edge.Rules.Matching;

/// <summary>Escapes and bracket expressions.</summary>
internal sealed partial class RegexParser
{
    private RegexNode? ParseEscape()
    {
        if (AtEnd)
        {
            throw Error("the pattern ends with a backslash");
        }

        char c = _pattern[_at++];
        switch (c)
        {
            case 'b':
                return new RegexNode(RegexNodeKind.WordBoundary);
            case 'B':
                return new RegexNode(RegexNodeKind.NotWordBoundary);
            case 'A':
                return new RegexNode(RegexNodeKind.TextStart);
            case 'z':
                return new RegexNode(RegexNodeKind.TextEnd);
            case 'Z':
                return new RegexNode(RegexNodeKind.TextEndOrLastLine);
            case 'G':
                return new RegexNode(RegexNodeKind.MatchStart);
            case 'E':
                return null;
            case 'Q':
                return Quoted();
            case 'R':
                RegexNode crLf = new(RegexNodeKind.Sequence, RegexNode.Bytes(ByteSet.Of('\r')), RegexNode.Bytes(ByteSet.Of('\n')));
                return new RegexNode(RegexNodeKind.Atomic, new RegexNode(RegexNodeKind.Alternation, crLf, RegexNode.Bytes(ByteSet.Vertical)));
            case 'N' or 'C':
                return RegexNode.Bytes(c == 'C' ? ByteSet.All : ~ByteSet.Of('\n'));
            case 'k':
                char close = TakeIf('{') ? '}' : TakeIf('<') ? '>' : TakeIf('\'') ? '\'' : throw Error("\\k needs a name");
                return BackReference(SkipTo(close));
            case 'g':
                return GroupReference();
        }

        if (c is >= '1' and <= '9' && TryDecimalReference(c, out RegexNode? reference))
        {
            return reference;
        }

        return TryClassEscape(c, out ByteSet set) ? RegexNode.Bytes(set) : RegexNode.Bytes(Fold(ByteSet.Of(ByteEscape(c))));
    }

    private RegexNode Quoted()
    {
        int end = _pattern.IndexOf("\\E", _at, StringComparison.Ordinal);
        string text = end < 0 ? _pattern[_at..] : _pattern[_at..end];
        _at = end < 0 ? _pattern.Length : end + 2;
        RegexNode[] items = [.. text.Select(Literal)];
        return items.Length == 1 ? items[0] : new RegexNode(RegexNodeKind.Sequence, items);
    }

    private RegexNode GroupReference()
    {
        bool braces = TakeIf('{');
        bool relative = TakeIf('-');
        if (TryParseNumber(out int number))
        {
            if (braces && !TakeIf('}'))
            {
                throw Error("\\g{ is never closed");
            }

            return BackReference(relative ? _groupCount + 1 - number : number);
        }

        return braces && !relative ? BackReference(SkipTo('}')) : throw Error("\\g needs a group");
    }

    /// <summary>PCRE: one digit is a reference; more digits are one when there are so many groups, else octal.</summary>
    private bool TryDecimalReference(char first, out RegexNode? reference)
    {
        int start = _at--;
        TryParseNumber(out int number);
        if (number < 10 || number <= _groupCount)
        {
            reference = BackReference(number);
            return true;
        }

        reference = null;
        _at = start;
        return first is '8' or '9' ? throw Error($"\\{first} starts no escape") : false;
    }

    private static bool TryClassEscape(char c, out ByteSet set)
    {
        set = (c | 0x20) switch
        {
            'd' => ByteSet.Digits,
            'w' => ByteSet.Word,
            's' => ByteSet.Space,
            'h' => ByteSet.Horizontal,
            'v' => ByteSet.Vertical,
            _ => ByteSet.Empty,
        };
        if (!char.IsAsciiLetter(c) || set == ByteSet.Empty)
        {
            return false;
        }

        set = char.IsAsciiLetterUpper(c) ? ~set : set;
        return true;
    }

    /// <summary>The byte of an escape whose letter has been read.</summary>
    private char ByteEscape(char c)
    {
        switch (c)
        {
            case 'a':
                return '\a';
            case 'e':
                return '\u001B';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'c' when !AtEnd:
                return (char)((char.ToUpperInvariant(_pattern[_at++]) ^ 0x40) & 0xFF);
            case 'x':
                return TakeIf('{') ? Number(SkipTo('}'), 16) : Number(Digits(2, char.IsAsciiHexDigit), 16);
            case 'o' when TakeIf('{'):
                return Number(SkipTo('}'), 8);
            case >= '0' and <= '7':
                _at--;
                return (char)(Number(Digits(3, static digit => digit is >= '0' and <= '7'), 8) & 0xFF);
        }

        return char.IsAsciiLetterOrDigit(c) || c > 0xFF ? throw Error($"escape '\\{c}' is not supported") : c;
    }

    private string Digits(int most, Func<char, bool> isDigit)
    {
        int start = _at;
        while (!AtEnd && _at - start < most && isDigit(Current))
        {
            _at++;
        }

        return _pattern[start.._at];
    }

    private char Number(string digits, int radix)
    {
        int value = 0;
        foreach (char digit in digits.Trim())
        {
            int place = char.IsAsciiHexDigit(digit) ? int.Parse([digit], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : radix;
            value = (value * radix) + place;
            if (place >= radix || value > 0x1FF || (radix == 16 && value > 0xFF))
            {
                throw Error($"'{digits}' is not the number of a byte");
            }
        }

        return (char)value;
    }

    private ByteSet ParseClass()
    {
        bool negated = TakeIf('^');
        ByteSet set = ByteSet.Empty;
        for (bool first = true; ; first = false)
        {
            if (AtEnd)
            {
                throw Error("a '[' is never closed");
            }

            if (!first && TakeIf(']'))
            {
                break;
            }

            if (!TryClassItem(out ByteSet item, out char start))
            {
                set |= item;
                continue;
            }

            bool range = _at + 1 < _pattern.Length && Current == '-' && _pattern[_at + 1] != ']';
            if (!range)
            {
                set |= item;
                continue;
            }

            _at++;
            if (TryClassItem(out ByteSet last, out char end))
            {
                set |= end >= start ? ByteSet.Range(start, end) : throw Error("a range is out of order");
            }
            else
            {
                set |= item | last | ByteSet.Of('-'); // PCRE reads [a-\d] as three members.
            }
        }

        set = Fold(set);
        return negated ? ~set : set;
    }

    /// <summary>Reads one member; true when it is a single byte, which may start a range.</summary>
    private bool TryClassItem(out ByteSet set, out char value)
    {
        value = _pattern[_at++];
        if (value == '[' && TryPosixClass(out set))
        {
            return false;
        }

        if (value == '\\')
        {
            char c = AtEnd ? throw Error("a '[' is never closed") : _pattern[_at++];
            if (c is 'Q' or 'E')
            {
                throw Error("\\Q and \\E within brackets are not supported");
            }

            if (TryClassEscape(c, out set))
            {
                return false;
            }

            value = c == 'b' ? '\b' : ByteEscape(c);
        }

        if (value > 0xFF)
        {
            throw Error($"'{value}' is not a byte");
        }

        set = ByteSet.Of(value);
        return true;
    }

    private bool TryPosixClass(out ByteSet set)
    {
        set = ByteSet.Empty;
        int end = AtEnd || Current != ':' ? -1 : _pattern.IndexOf(":]", _at + 1, StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        string name = _pattern[(_at + 1)..end];
        bool negated = name.StartsWith('^');
        name = negated ? name[1..] : name;
        if (!name.All(char.IsAsciiLetter))
        {
            return false;
        }

        _at = end + 2;
        ByteSet letters = ByteSet.Range('a', 'z') | ByteSet.Range('A', 'Z');
        set = name switch
        {
            "alpha" => letters,
            "digit" => ByteSet.Digits,
            "alnum" => letters | ByteSet.Digits,
            "upper" => ByteSet.Range('A', 'Z'),
            "lower" => ByteSet.Range('a', 'z'),
            "space" => ByteSet.Space,
            "blank" => ByteSet.Of(" \t"),
            "punct" => ByteSet.Range('!', '~') & ~(letters | ByteSet.Digits),
            "print" => ByteSet.Range(' ', '~'),
            "graph" => ByteSet.Range('!', '~'),
            "cntrl" => ByteSet.Range(0, 31) | ByteSet.Of('\u007F'),
            "xdigit" => ByteSet.Digits | ByteSet.Of("abcdefABCDEF"),
            "word" => ByteSet.Word,
            "ascii" => ByteSet.Range(0, 127),
            _ => throw Error($"POSIX class '{name}' is unknown"),
        };
        set = negated ? ~set : set;
        return true;
    }
}
