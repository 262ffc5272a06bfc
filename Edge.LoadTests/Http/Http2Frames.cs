using System.Buffers.Binary;
using System.Text;

namespace Edge.LoadTests.Http;

/// <summary>Bytes of HTTP/2 (RFC 9113) and of its headers (RFC 7541): as much as a client needs that keeps no table.</summary>
internal static class Http2Frames
{
    public const int HeadBytes = 9;
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte ResetStream = 3;
    public const byte Settings = 4;
    public const byte PushPromise = 5;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;
    public const byte EndStream = 0x1;
    public const byte Acknowledgement = 0x1; // Of SETTINGS and PING.
    public const byte EndHeaders = 0x4;
    public const byte Padded = 0x8;
    public const byte Priority = 0x20;
    public const int RefusedStream = 7;
    public const int Cancel = 8;
    public const int SettingMaxStreams = 3;
    public const int SettingInitialWindow = 4;

    /// <summary>Size update of a header table to 0 (RFC 7541 §6.3).</summary>
    private const byte SizeZero = 0x20;

    /// <summary>Preface, settings and window. With no table for headers, a status is never a reference to an earlier one.</summary>
    public static byte[] Opening { get; } =
    [
        .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
        .. Frame(Settings, 0, 0, [0, 1, 0, 0, 0, 0, /* HEADER_TABLE_SIZE 0 */ 0, 2, 0, 0, 0, 0, /* ENABLE_PUSH 0 */ 0, 4, 0x7f, 0xff, 0xff, 0xff /* INITIAL_WINDOW_SIZE: any body */]),
        .. Frame(WindowUpdate, 0, 0, [0x7f, 0xff, 0, 0]),
    ];

    /// <summary><c>:status</c> where a server writes the name itself: its length and its letters, plain and in Huffman's code.</summary>
    private static readonly byte[][] StatusNames = [[7, .. ":status"u8], [0x85, 0xb8, 0x84, 0x8d, 0x36, 0xa3]];

    public static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[HeadBytes + payload.Length];
        WriteHead(frame, payload.Length, type, flags, stream);
        payload.CopyTo(frame.AsSpan(HeadBytes));
        return frame;
    }

    public static void WriteHead(Span<byte> frame, int length, byte type, byte flags, int stream)
    {
        frame[0] = (byte)(length >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(frame[1..], (ushort)length);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame[5..], stream);
    }

    /// <summary>HEADERS of a request, its stream left 0, with literals that nobody needs to remember. The body follows in DATA.</summary>
    /// <exception cref="InvalidOperationException">The headers are too long for one frame.</exception>
    public static byte[] Request(LoadRequest request, bool isTls)
    {
        List<byte> block = [request.Method switch { "GET" => 0x82, "POST" => 0x83, _ => 0x02 }];
        if (block[0] == 0x02)
        {
            Append(block, request.Method);
        }

        block.Add(isTls ? (byte)0x87 : (byte)0x86);
        block.Add(0x04);
        Append(block, request.Path);
        block.Add(0x01);
        Append(block, request.Host);
        foreach ((string name, string value) in request.Headers)
        {
            block.Add(0x00);
            Append(block, name);
            Append(block, value);
        }

        if (block.Count > Http2Frame.MaxBytes)
        {
            throw new InvalidOperationException("Over HTTP/2 a request's headers take at most 16 KB.");
        }

        return Frame(Headers, (byte)(EndHeaders | (request.Body.Length > 0 ? 0 : EndStream)), 0, [.. block]);
    }

    /// <summary>Status at the head of a block of headers; 0 when there is none that is understood.</summary>
    public static int StatusOf(ReadOnlySpan<byte> block)
    {
        while (!block.IsEmpty && block[0] == SizeZero)
        {
            block = block[1..]; // The encoder's answer to a table of size 0; any other size would be above it.
        }

        if (block.IsEmpty || (block[0] & 0xe0) == SizeZero)
        {
            return 0;
        }

        if ((block[0] & 0x80) != 0)
        {
            return (block[0] & 0x7f) switch { 8 => 200, 9 => 204, 10 => 206, 11 => 304, 12 => 400, 13 => 404, 14 => 500, _ => 0 };
        }

        int name = (block[0] & 0x40) != 0 ? block[0] & 0x3f : block[0] & 0x0f;
        bool isStatus = name is >= 8 and <= 14;
        block = block[1..];
        foreach (byte[] written in StatusNames)
        {
            if (name == 0 && block.StartsWith(written))
            {
                isStatus = true;
                block = block[written.Length..];
                break;
            }
        }

        if (!isStatus || block.IsEmpty || block.Length < 1 + (block[0] & 0x7f))
        {
            return 0;
        }

        ReadOnlySpan<byte> value = block.Slice(1, block[0] & 0x7f);
        return (block[0] & 0x80) != 0 ? Huffman(value) : Digits(value);
    }

    private static void Append(List<byte> block, string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        if (bytes.Length < 127)
        {
            block.Add((byte)bytes.Length);
        }
        else
        {
            block.Add(127); // RFC 7541 §5.1.
            int rest = bytes.Length - 127;
            for (; rest >= 128; rest >>= 7)
            {
                block.Add((byte)(rest | 128));
            }

            block.Add((byte)rest);
        }

        block.AddRange(bytes);
    }

    private static int Digits(ReadOnlySpan<byte> value) =>
        value.Length == 3 && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? ((value[0] - '0') * 100) + ((value[1] - '0') * 10) + value[2] - '0' : 0;

    // RFC 7541, Appendix B: '0' to '2' are 0 to 2 in five bits, '3' to '9' are 25 to 31 in six.
    private static int Huffman(ReadOnlySpan<byte> value)
    {
        uint bits = 0;
        for (int index = 0; index < 4; index++)
        {
            bits = (bits << 8) | (index < value.Length ? value[index] : 0xffu);
        }

        int status = 0;
        for (int digit = 0; digit < 3; digit++)
        {
            uint five = bits >> 27;
            uint six = bits >> 26;
            if (five <= 2)
            {
                status = (status * 10) + (int)five;
                bits <<= 5;
            }
            else if (six is >= 25 and <= 31)
            {
                status = (status * 10) + (int)six - 22;
                bits <<= 6;
            }
            else
            {
                return 0;
            }
        }

        return status;
    }
}
