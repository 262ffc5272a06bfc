using System.Buffers;

namespace Edge.Rules.Bodies;

/// <summary>Collects the header lines of one part, unfolds them, and flags what is odd about them.</summary>
internal ref struct MultipartHeaders : IDisposable
{
    /// <summary>Printable ASCII; the colon cannot occur in a name.</summary>
    private static readonly SearchValues<char> NameChars =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(static value => (char)value)]);

    private readonly ref BodyReport _report;
    private readonly ref MultipartFlags _flags;
    private readonly BodyLimits _limits;
    private readonly MultipartHeader[] _headers;
    private RentedChars _line;
    private RentedChars _text;
    private int _length;

    public MultipartHeaders(ref BodyReport report, ref MultipartFlags flags, BodyLimits limits)
    {
        _report = ref report;
        _flags = ref flags;
        _limits = limits;
        _headers = ArrayPool<MultipartHeader>.Shared.Rent(Math.Max(limits.MaxMultipartPartHeaders, 1));
        _line = new RentedChars(256);
        _text = new RentedChars(512);
    }

    public int Count { get; private set; }

    /// <summary>The line, unfolded, without its break.</summary>
    public readonly ReadOnlySpan<char> this[int index] => _text.Span.Slice(_headers[index].Start, _headers[index].Length);

    /// <summary>Begins a new part.</summary>
    public void Clear()
    {
        Count = 0;
        _length = 0;
    }

    /// <summary>Takes one line with its break; false when it is the empty line that ends the headers.</summary>
    public bool TryAdd(ReadOnlySpan<byte> line)
    {
        bool terminated = line.EndsWith((byte)'\n');
        bool crlf = line.EndsWith("\r\n"u8);
        _flags = _flags with
        {
            CrlfLine = _flags.CrlfLine || crlf,
            LfLine = _flags.LfLine || (terminated && !crlf),
        };

        if (terminated && line.Length == (crlf ? 2 : 1))
        {
            return false;
        }

        if (line.Length > _limits.MaxMultipartHeaderBytes)
        {
            if (!_report.HasError)
            {
                _report.Error($"Multipart: Part header line over {_limits.MaxMultipartHeaderBytes} bytes long.");
            }

            line = line[.._limits.MaxMultipartHeaderBytes]; // Rules see as much as the limit allows.
        }

        if (line.Contains((byte)0))
        {
            _report.Error("Multipart: Nul byte in part headers.");
        }

        ReadOnlySpan<char> text = _line.Widen(line);
        if (AsciiSpace.Is(text[0])) // More than blank and tab: what PHP and others take for folding.
        {
            Fold(text);
        }
        else
        {
            Add(text.TrimEnd("\r\n"));
        }

        return true;
    }

    /// <summary>The value of a header, or false. Names are compared without regard to case.</summary>
    public readonly bool TryGet(ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        for (int i = 0; i < Count; i++)
        {
            if (this[i][.._headers[i].NameLength].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                value = ValueOf(i);
                return true;
            }
        }

        value = default;
        return false;
    }

    public void Dispose()
    {
        _line.Dispose();
        _text.Dispose();
        ArrayPool<MultipartHeader>.Shared.Return(_headers);
    }

    private readonly ReadOnlySpan<char> ValueOf(int index)
    {
        ReadOnlySpan<char> line = this[index];
        int start = Math.Min(_headers[index].NameLength + 1, line.Length); // A line without a colon has no value.
        return line[start..].TrimStart(AsciiSpace.Blanks);
    }

    private void Add(ReadOnlySpan<char> line)
    {
        if (Count == _limits.MaxMultipartPartHeaders)
        {
            if (!_report.HasError) // No text is made for each of a million lines.
            {
                _report.Error($"Multipart: more than {_limits.MaxMultipartPartHeaders} headers in a part.");
            }

            return;
        }

        int colon = line.IndexOf(':');
        ReadOnlySpan<char> name = colon < 0 ? line : line[..colon];
        if (colon < 0)
        {
            _report.Error("Multipart: Invalid part header (colon missing).");
        }
        else if (colon == 0)
        {
            _report.Error("Multipart: Invalid part header (header name missing).");
        }
        else if (name.ContainsAnyExcept(NameChars))
        {
            _report.Error("Multipart: Invalid part header (contains invalid character).");
        }
        else if (TryGet(name, out _))
        {
            _report.Error("Multipart: Duplicate part header.");
        }

        _headers[Count++] = new MultipartHeader(_length, line.Length, name.Length);
        Append(line);
    }

    /// <summary>Joins a folded line to its header as <c>Name: value continued</c>.</summary>
    private void Fold(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> text = line.TrimStart(AsciiSpace.All);
        ReadOnlySpan<char> prefix = line[..(line.Length - text.Length)];
        _flags = _flags with
        {
            HeaderFolding = true,
            InvalidHeaderFolding = _flags.InvalidHeaderFolding || prefix.ContainsAnyExcept(' ', '\t'),
        };

        if (Count == 0)
        {
            _report.Error("Multipart: Invalid part header (folding error).");
            Add(text.TrimEnd("\r\n")); // Other parsers may take it for a header: rules see it as one.
            return;
        }

        MultipartHeader last = _headers[Count - 1];
        text = text.TrimEnd("\r\n");
        if (last.Length + 1 + text.Length > _limits.MaxMultipartHeaderBytes)
        {
            _report.Error("Multipart: Part header too long.");
            return;
        }

        Append(" ");
        Append(text);
        _headers[Count - 1] = last with { Length = _length - last.Start };
    }

    private void Append(ReadOnlySpan<char> text)
    {
        _text.EnsureCapacity(_length + text.Length, keep: _length);
        text.CopyTo(_text.Span[_length..]);
        _length += text.Length;
    }
}
