using System.Buffers.Binary;

namespace Edge.LoadTests.Http;

/// <summary>A frame as it came (RFC 9113 §4.1).</summary>
internal readonly ref struct Http2Frame
{
    /// <summary>Longest payload, in bytes, that either side may send while the other does not allow more (§4.2).</summary>
    public const int MaxBytes = 16384;

    private readonly byte _flags;

    private Http2Frame(ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload)
    {
        (Type, _flags, Stream) = (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head[5..]) & int.MaxValue);
        Payload = payload;
    }

    public byte Type { get; }

    public int Stream { get; }

    public ReadOnlySpan<byte> Payload { get; }

    public bool EndsStream => Has(Http2Frames.EndStream);

    public bool EndsHeaders => Has(Http2Frames.EndHeaders);

    public bool IsAcknowledgement => Has(Http2Frames.Acknowledgement);

    /// <summary>The payload of DATA or HEADERS without padding and priority.</summary>
    public ReadOnlySpan<byte> Content => Payload[Before..^Padding];

    /// <summary>Whether its stream and its length are such as its type must have. What nobody knows is (§5.5).</summary>
    public bool IsWellFormed => Type switch
    {
        Http2Frames.Data or Http2Frames.Headers => Stream != 0 && Before + Padding <= Payload.Length,
        Http2Frames.Continuation => Stream != 0,
        Http2Frames.ResetStream => Stream != 0 && Payload.Length == 4,
        Http2Frames.Settings => Stream == 0 && Payload.Length % 6 == 0,
        Http2Frames.PushPromise => false, // We said that we take none.
        Http2Frames.Ping => Stream == 0 && Payload.Length == 8,
        Http2Frames.GoAway => Stream == 0 && Payload.Length >= 8,
        Http2Frames.WindowUpdate => Payload.Length == 4 && (BinaryPrimitives.ReadInt32BigEndian(Payload) & int.MaxValue) != 0,
        _ => true,
    };

    private int Before => (IsPadded ? 1 : 0) + (Type == Http2Frames.Headers && Has(Http2Frames.Priority) ? 5 : 0);

    private int Padding => IsPadded && !Payload.IsEmpty ? Payload[0] : 0;

    private bool IsPadded => Type is Http2Frames.Data or Http2Frames.Headers && Has(Http2Frames.Padded);

    /// <summary>Takes the next frame from the front of what came: complete, not yet whole, or longer than it may be.</summary>
    public static ParseState Read(ref ReadOnlySpan<byte> data, out Http2Frame frame)
    {
        frame = default;
        if (data.Length < Http2Frames.HeadBytes)
        {
            return ParseState.Incomplete;
        }

        int length = (data[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(data[1..]);
        if (length > MaxBytes)
        {
            return ParseState.Invalid;
        }

        if (data.Length < Http2Frames.HeadBytes + length)
        {
            return ParseState.Incomplete;
        }

        frame = new Http2Frame(data, data.Slice(Http2Frames.HeadBytes, length));
        data = data[(Http2Frames.HeadBytes + length)..];
        return ParseState.Complete;
    }

    private bool Has(byte flag) => (_flags & flag) != 0;
}
