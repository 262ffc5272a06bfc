using System.Buffers.Text;
using System.Text;

namespace Edge.LoadTests.Http;

/// <summary>Finds the status and the end of an HTTP/1.1 response (RFC 9112), however the bytes are torn. Bodies are counted, not kept.</summary>
/// <remarks>A head within one read is parsed where it lies; allocates only when a head is torn for the first time.</remarks>
internal sealed class ResponseParser
{
    /// <summary>Longest head, in bytes: as much as browsers take.</summary>
    public const int MaxHeadBytes = 256 * 1024;

    private Part _part;
    private bool _isHead;
    private long _remaining;
    private bool _anyDigit;
    private bool _isClosed;
    private int _lineBytes;
    private byte[] _torn = [];
    private int _tornBytes;

    private enum Part
    {
        Head,
        Fixed,
        UntilClose,
        ChunkSize,
        ChunkExtension,
        ChunkData,
        ChunkEnd,
        Trailer,
        Done,
    }

    /// <summary>Status of the response; valid from the moment its head is complete.</summary>
    public int Status { get; private set; }

    /// <summary>Whether the connection may take another request.</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>Begins with a new response.</summary>
    public void Reset(bool isHead)
    {
        (_part, _isHead, _tornBytes, Status, KeepAlive) = (Part.Head, isHead, 0, 0, true);
    }

    /// <summary>Takes the next bytes. After <see cref="ParseState.Complete"/>, <paramref name="consumed"/> tells where the response ended.</summary>
    public ParseState Feed(ReadOnlySpan<byte> data, out int consumed)
    {
        int length = data.Length;
        while (true)
        {
            if (_part == Part.Head)
            {
                ParseState state = TakeHead(ref data);
                if (state != ParseState.Complete)
                {
                    consumed = length - data.Length;
                    return state;
                }
            }

            if (!TakeBody(ref data))
            {
                consumed = length - data.Length;
                return ParseState.Invalid;
            }

            if (_part != Part.Head) // A 1xx is followed by another head.
            {
                consumed = length - data.Length;
                return _part == Part.Done ? ParseState.Complete : ParseState.Incomplete;
            }
        }
    }

    /// <summary>The connection ended: whole only when that is how the response ends.</summary>
    public ParseState End() => _part == Part.UntilClose ? ParseState.Complete : ParseState.Invalid;

    private ParseState TakeHead(ref ReadOnlySpan<byte> data)
    {
        if (_tornBytes == 0)
        {
            int end = data.IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                ReadOnlySpan<byte> head = data[..(end + 2)];
                data = data[(end + 4)..];
                return ParseHead(head) ? ParseState.Complete : ParseState.Invalid;
            }
        }

        return TakeTornHead(ref data);
    }

    private ParseState TakeTornHead(ref ReadOnlySpan<byte> data)
    {
        if (_tornBytes + data.Length > MaxHeadBytes)
        {
            return ParseState.Invalid;
        }

        if (_torn.Length < _tornBytes + data.Length)
        {
            Array.Resize(ref _torn, Math.Max(4096, (_tornBytes + data.Length) * 2));
        }

        data.CopyTo(_torn.AsSpan(_tornBytes));
        int begin = Math.Max(0, _tornBytes - 3); // The blank line may be torn too.
        int end = _torn.AsSpan(begin, _tornBytes + data.Length - begin).IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            _tornBytes += data.Length;
            data = [];
            return ParseState.Incomplete;
        }

        end += begin;
        data = data[(end + 4 - _tornBytes)..];
        _tornBytes = 0;
        return ParseHead(_torn.AsSpan(0, end + 2)) ? ParseState.Complete : ParseState.Invalid;
    }

    // Status line and headers, each with its line's end.
    private bool ParseHead(ReadOnlySpan<byte> head)
    {
        if (head.Length < 14 || !head.StartsWith("HTTP/1."u8) || head[7] is not ((byte)'0' or (byte)'1') || head[8] != ' '
            || !Utf8Parser.TryParse(head.Slice(9, 3), out int status, out int digits) || digits != 3 || status is < 100 or > 599)
        {
            return false;
        }

        Status = status;
        (KeepAlive, _isClosed) = (head[7] == '1', false);
        long contentLength = -1;
        bool chunked = false;
        ReadOnlySpan<byte> rest = head[(head.IndexOf((byte)'\n') + 1)..];
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = rest[..end];
            rest = rest[(end + 1)..];
            if (!TakeHeader(line, ref contentLength, ref chunked))
            {
                return false;
            }
        }

        Begin(contentLength, chunked);
        return true;
    }

    private bool TakeHeader(ReadOnlySpan<byte> line, ref long contentLength, ref bool chunked)
    {
        int colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            return false;
        }

        // Three names matter, and their lengths differ: most lines end here.
        if (colon == 14 && Ascii.EqualsIgnoreCase(line[..colon], "content-length"u8))
        {
            ReadOnlySpan<byte> value = line[(colon + 1)..].Trim(" \t\r"u8);
            long before = contentLength;
            return Utf8Parser.TryParse(value, out contentLength, out int digits) && digits == value.Length && contentLength >= 0
                && (before < 0 || before == contentLength); // RFC 9112 §6.3: of two that differ neither holds.
        }

        if (colon == 17 && Ascii.EqualsIgnoreCase(line[..colon], "transfer-encoding"u8))
        {
            chunked = Ascii.EqualsIgnoreCase(line[(colon + 1)..].Trim(" \t\r"u8), "chunked"u8);
            return chunked; // No other coding was asked for.
        }

        if (colon == 10 && Ascii.EqualsIgnoreCase(line[..colon], "connection"u8))
        {
            TakeConnection(line[(colon + 1)..].TrimEnd("\r"u8));
        }

        return true;
    }

    // RFC 9112 §9.3: close, in whichever header, is stronger than keep-alive.
    private void TakeConnection(ReadOnlySpan<byte> value)
    {
        foreach (Range range in value.Split((byte)','))
        {
            ReadOnlySpan<byte> option = value[range].Trim(" \t"u8);
            _isClosed |= Ascii.EqualsIgnoreCase(option, "close"u8);
            KeepAlive = !_isClosed && (KeepAlive || Ascii.EqualsIgnoreCase(option, "keep-alive"u8));
        }
    }

    // RFC 9112 §6.3.
    private void Begin(long contentLength, bool chunked)
    {
        if (Status < 200)
        {
            _part = Part.Head;
        }
        else if (_isHead || Status is 204 or 304)
        {
            _part = Part.Done;
        }
        else if (chunked)
        {
            BeginChunk();
        }
        else if (contentLength >= 0)
        {
            _remaining = contentLength;
            _part = contentLength == 0 ? Part.Done : Part.Fixed;
        }
        else
        {
            KeepAlive = false;
            _part = Part.UntilClose;
        }
    }

    private void BeginChunk()
    {
        _part = Part.ChunkSize;
        _remaining = 0;
        _anyDigit = false;
    }

    private bool TakeBody(ref ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty && _part is not (Part.Done or Part.Head))
        {
            switch (_part)
            {
                case Part.Fixed or Part.ChunkData:
                    int taken = (int)Math.Min(_remaining, data.Length);
                    data = data[taken..];
                    _remaining -= taken;
                    if (_remaining == 0)
                    {
                        _part = _part == Part.Fixed ? Part.Done : Part.ChunkEnd;
                    }

                    break;
                case Part.UntilClose:
                    data = [];
                    break;
                default:
                    if (!TakeFraming(data[0]))
                    {
                        return false;
                    }

                    data = data[1..];
                    break;
            }
        }

        return true;
    }

    // RFC 9112 §7.1, byte by byte: sizes, ends of chunks and trailers are short.
    private bool TakeFraming(byte value)
    {
        switch (_part)
        {
            case Part.ChunkSize when char.IsAsciiHexDigit((char)value):
                _anyDigit = true;
                _remaining = (_remaining << 4) + (value <= '9' ? value - '0' : (value | 0x20) - 'a' + 10);
                return _remaining is >= 0 and < 1L << 40;
            case Part.ChunkSize or Part.ChunkExtension:
                if (value == '\n')
                {
                    _part = _remaining == 0 ? Part.Trailer : Part.ChunkData;
                    _lineBytes = 0;
                    return _anyDigit;
                }

                bool mayFollow = _part == Part.ChunkExtension || value is (byte)';' or (byte)' ' or (byte)'\t' or (byte)'\r';
                _part = Part.ChunkExtension;
                return _anyDigit && mayFollow;
            case Part.ChunkEnd when value == '\n':
                BeginChunk();
                return true;
            case Part.ChunkEnd:
                return value == '\r';
            default:
                if (value == '\n')
                {
                    _part = _lineBytes == 0 ? Part.Done : Part.Trailer;
                    _lineBytes = 0;
                }
                else if (value != '\r')
                {
                    _lineBytes++;
                }

                return true;
        }
    }
}
