using System.Buffers;

namespace Edge.Rules.Bodies;

/// <summary>
/// Walks a JSON text once, without recursion, and reports its leaves. Own code, not <c>Utf8JsonReader</c>: rules must also see
/// what stands in texts that reader refuses (bad UTF-8, control characters, unknown escapes), byte for byte.
/// </summary>
internal ref struct JsonWalker
{
    /// <summary>Frames rented at first; deeper documents rent more, up to <see cref="BodyLimits.MaxJsonDepth"/>.</summary>
    private const int InitialFrames = 32;

    private readonly ReadOnlySpan<byte> _json;
    private readonly ref BodyReport _report;
    private readonly int _maxDepth;
    private JsonName _name;
    private RentedChars _text;
    private JsonFrame[] _frames;
    private int _depth;
    private int _position;

    public JsonWalker(ReadOnlySpan<byte> json, int start, ref BodyReport report, BodyLimits limits)
    {
        _json = json;
        _position = start;
        _report = ref report;
        _maxDepth = limits.MaxJsonDepth;
        _name = new JsonName(limits.MaxPathNameBytes);
        _text = new RentedChars(256);
        _frames = ArrayPool<JsonFrame>.Shared.Rent(InitialFrames);
    }

    /// <summary>Reads the whole text, or up to the first thing wrong in its structure.</summary>
    public void Walk()
    {
        _name.Append("json");
        if (!TryReadValue())
        {
            return;
        }

        while (_depth > 0)
        {
            if (!TryReadMember())
            {
                return;
            }
        }

        if (SkipWhitespace())
        {
            Fail("text after the end of the document");
        }
    }

    public void Dispose()
    {
        _name.Dispose();
        _text.Dispose();
        ArrayPool<JsonFrame>.Shared.Return(_frames);
        _frames = [];
    }

    /// <summary>One step within the innermost container: a member with what separates it, or the container's end.</summary>
    private bool TryReadMember()
    {
        ref JsonFrame frame = ref _frames[_depth - 1];
        if (!SkipWhitespace())
        {
            return Fail("the text ends within an object or array");
        }

        if (_json[_position] == (frame.IsArray ? (byte)']' : (byte)'}'))
        {
            _position++;
            _depth--;
            return true;
        }

        if (frame.Count > 0)
        {
            if (_json[_position] != ',')
            {
                return Fail("expected a comma or the end of the object or array");
            }

            _position++;
            if (!SkipWhitespace())
            {
                return Fail("the text ends after a comma");
            }
        }

        _name.Truncate(frame.PrefixLength);
        if (frame.IsArray)
        {
            _name.AppendIndex(frame.Count++);
        }
        else
        {
            frame.Count++;
            if (!TryReadKey())
            {
                return false;
            }
        }

        return TryReadValue();
    }

    private bool TryReadKey()
    {
        if (_json[_position] != '"')
        {
            return Fail("expected a quoted key");
        }

        if (!TryReadString(out ReadOnlySpan<char> key))
        {
            return false;
        }

        _name.Append(key.IsEmpty ? "empty-key" : key); // As v3.
        if (!SkipWhitespace() || _json[_position] != ':')
        {
            return Fail("expected a colon after the key");
        }

        _position++;
        return true;
    }

    private bool TryReadValue()
    {
        if (!SkipWhitespace())
        {
            return Fail("the text ends where a value should be");
        }

        switch (_json[_position])
        {
            case (byte)'{':
                return TryOpen(isArray: false);
            case (byte)'[':
                return TryOpen(isArray: true);
            case (byte)'"':
                return TryReadString(out ReadOnlySpan<char> text) && TryReport(text);
            case (byte)'t':
                return TryReadLiteral("true"u8, "true");
            case (byte)'f':
                return TryReadLiteral("false"u8, "false");
            case (byte)'n':
                return TryReadLiteral("null"u8, "");
            default:
                return TryReadNumber();
        }
    }

    private bool TryOpen(bool isArray)
    {
        if (_depth >= _maxDepth)
        {
            return Fail($"depth limit of {_maxDepth} exceeded");
        }

        _position++;
        bool isMember = _depth > 0 && !_frames[_depth - 1].IsArray;
        if (isMember && SkipWhitespace() && _json[_position] == (isArray ? (byte)']' : (byte)'}') && !TryReport(""))
        {
            return false;
        }

        if (_depth == _frames.Length)
        {
            JsonFrame[] larger = ArrayPool<JsonFrame>.Shared.Rent(_depth * 2);
            _frames.AsSpan(0, _depth).CopyTo(larger);
            ArrayPool<JsonFrame>.Shared.Return(_frames);
            _frames = larger;
        }

        if (!isArray)
        {
            _name.Append(".");
        }

        _frames[_depth++] = new JsonFrame(_name.Length, isArray, Count: 0);
        return true;
    }

    private bool TryReport(scoped ReadOnlySpan<char> value)
    {
        if (_name.IsCut)
        {
            _report.Error("the path of a value is longer than the limit for names.");
        }

        return _report.TryAddArgument(_name.Span, value);
    }

    private bool TryReadLiteral(ReadOnlySpan<byte> literal, string text)
    {
        if (!_json[_position..].StartsWith(literal))
        {
            return Fail("invalid literal");
        }

        _position += literal.Length;
        return TryReport(text);
    }

    private bool TryReadNumber()
    {
        int length = JsonText.MeasureNumber(_json[_position..]);
        if (length == 0)
        {
            return Fail("invalid character or number");
        }

        Span<char> text = _text.Widen(_json.Slice(_position, length));
        _position += length;
        return TryReport(text);
    }

    private bool TryReadString(out ReadOnlySpan<char> text)
    {
        int start = _position + 1;
        int length = JsonText.MeasureString(_json[start..], out bool hasEscapes, out bool hasControls);
        if (length < 0)
        {
            // What there is of it is still inspected: the tail of a cut body.
            Span<char> tail = _text.Widen(_json[start..]);
            text = tail[..JsonText.Unescape(tail, out _)];
            TryReport(text);
            return Fail("the text ends within a string");
        }

        _position = start + length + 1;
        Span<char> chars = _text.Widen(_json.Slice(start, length));
        if (hasControls)
        {
            _report.Error("control character within a string.");
        }

        if (hasEscapes)
        {
            chars = chars[..JsonText.Unescape(chars, out bool invalid)];
            if (invalid)
            {
                _report.Error("invalid escape within a string.");
            }
        }

        text = chars;
        return true;
    }

    /// <summary>False at the end of the text.</summary>
    private bool SkipWhitespace()
    {
        while (_position < _json.Length)
        {
            if (_json[_position] is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                return true;
            }

            _position++;
        }

        return false;
    }

    private readonly bool Fail(string what)
    {
        _report.Error($"{what}, at byte {_position}.");
        return false;
    }
}
