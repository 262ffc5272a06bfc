using System.Buffers;

namespace Edge.Rules.Detection.Xss;

/// <summary>Reads the markup that may start at each <c>&lt;</c> of a value, as the tokenizer of HTML does (section 13.2.5 of the standard).</summary>
/// <remarks>Every <c>&lt;</c> counts, whatever stands before it, since the value may be pasted into a comment, an attribute or a script.</remarks>
internal ref struct XssTagReader(ReadOnlySpan<char> value)
{
    private static readonly SearchValues<char> NameEnds = SearchValues.Create("\t\n\f\r\v /><\0=\"'`\\+"); // A backslash or plus: white space that nobody decoded.

    private static readonly SearchValues<char> AttributeNameEnds = SearchValues.Create("\t\n\f\r\v />=\0");

    private static readonly SearchValues<char> UnquotedEnds = SearchValues.Create("\t\n\f\r\v >");

    private static readonly SearchValues<char> WhiteSpace = SearchValues.Create("\t\n\f\r\v ");

    private static readonly SearchValues<char> Blanks = SearchValues.Create("\t\n\f\r\v /\0");

    private readonly ReadOnlySpan<char> _value = value;
    private readonly int _lastSingleQuote = value.LastIndexOf('\'');
    private readonly int _lastDoubleQuote = value.LastIndexOf('"');
    private int _tagsRead;

    /// <summary>Characters looked at since the start: the measure of the work done.</summary>
    public int Steps { get; private set; }

    /// <summary>Tells whether the markup that starts at a <c>&lt;</c> is dangerous.</summary>
    public bool IsDangerous(int open)
    {
        ReadOnlySpan<char> rest = _value[(open + 1)..];
        Steps++;
        if (rest.IsEmpty)
        {
            return false;
        }

        char first = rest[0];
        if (first is '!' or '?')
        {
            return IsDangerousDeclaration(rest, first);
        }

        int start = first == '/' ? 1 : 0;
        int length = rest[start..].IndexOfAny(NameEnds);
        ReadOnlySpan<char> name = length < 0 ? rest[start..] : rest.Slice(start, length);
        if (name.IsEmpty || !(char.IsAsciiLetter(name[0]) || name[0] >= '\x80'))
        {
            return false;
        }

        XssTagKind kind = start == 0 ? XssNames.TagKind(name) : XssTagKind.Plain;
        return kind == XssTagKind.Dangerous ||
            (_tagsRead++ < XssLimits.MaxTagsWithAttributes && HasDangerousAttribute(open + 1 + start + name.Length, kind));
    }

    private static bool IsDangerousDeclaration(ReadOnlySpan<char> rest, char first)
    {
        ReadOnlySpan<char> content = rest[1..];
        if (first == '?')
        {
            return content.StartsWith("import", StringComparison.OrdinalIgnoreCase) || content.StartsWith("xml-stylesheet", StringComparison.OrdinalIgnoreCase);
        }

        if (!content.StartsWith("--"))
        {
            return content.StartsWith("doctype", StringComparison.OrdinalIgnoreCase) || content.StartsWith("entity", StringComparison.OrdinalIgnoreCase) ||
                content.StartsWith("attlist", StringComparison.OrdinalIgnoreCase);
        }

        content = content[2..];
        return content.StartsWith("[if", StringComparison.OrdinalIgnoreCase) || content.StartsWith("#exec") || content.StartsWith("#include");
    }

    private bool HasDangerousAttribute(int position, XssTagKind kind)
    {
        for (int count = 0; count < XssLimits.MaxAttributes; count++)
        {
            position = SkipBlanks(position);
            if (position >= _value.Length || _value[position] == '>')
            {
                return false;
            }

            int nameStart = position;
            int length = _value[(position + 1)..].IndexOfAny(AttributeNameEnds); // A name may start with '='.
            position = length < 0 ? _value.Length : position + 1 + length;
            ReadOnlySpan<char> name = _value[nameStart..position].TrimStart("\"'`");
            Steps += position - nameStart;
            int sign = SkipBlanks(position);
            if (sign >= _value.Length || _value[sign] != '=')
            {
                continue;
            }

            ReadOnlySpan<char> content = ReadValue(sign + 1, out position);
            if (kind == XssTagKind.DangerousWithAttributes || XssAttribute.IsDangerous(name, content, inTag: true))
            {
                return true;
            }
        }

        return false;
    }

    private ReadOnlySpan<char> ReadValue(int start, out int end)
    {
        int skipped = start < _value.Length ? _value[start..].IndexOfAnyExcept(WhiteSpace) : -1;
        start = skipped < 0 ? _value.Length : start + skipped;
        if (start == _value.Length)
        {
            end = start;
            return default;
        }

        char quote = _value[start];
        int last = quote switch { '\'' => _lastSingleQuote, '"' => _lastDoubleQuote, _ => -1 };
        if (last > start)
        {
            int length = _value[(start + 1)..].IndexOf(quote);
            end = start + length + 2;
            return _value.Slice(start + 1, length);
        }

        int from = quote is '\'' or '"' or '`' ? start + 1 : start;
        int stop = _value[from..].IndexOfAny(UnquotedEnds);
        end = stop < 0 ? _value.Length : from + stop;
        Steps += end - start;
        return quote is '\'' or '"' or '`' ? _value[from..] : _value[from..end];
    }

    private readonly int SkipBlanks(int position)
    {
        if (position >= _value.Length)
        {
            return _value.Length;
        }

        int length = _value[position..].IndexOfAnyExcept(Blanks);
        return length < 0 ? _value.Length : position + length;
    }
}
