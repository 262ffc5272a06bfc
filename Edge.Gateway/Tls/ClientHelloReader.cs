using System.Buffers;
using System.Buffers.Binary;

namespace Edge.Gateway.Tls;

/// <summary>Finds the ClientHello at the start of a connection, across TCP segments and TLS records, without consuming it.</summary>
/// <remarks>
/// A mutable struct that lives as long as the search. It asks for as many bytes as the last header announced, so a hello that
/// comes byte by byte is not walked again for each of them.
/// </remarks>
internal struct ClientHelloReader
{
    private const int RecordHeaderBytes = 5; // type, version, length: RFC 8446 §5.1.
    private const int HandshakeHeaderBytes = 4; // type, 24-bit length: RFC 8446 §4.
    private const byte HandshakeRecord = 22;
    private const byte ClientHelloMessage = 1;
    private const byte Ssl3Major = 3; // Every version since SSL 3.0 is written 3.x.

    private long _needed;

    /// <summary>Looks at everything that has come so far.</summary>
    /// <param name="buffer">The connection's first bytes, always from the same start.</param>
    /// <param name="hello">The hello, when <see cref="ClientHelloStatus.Complete"/>.</param>
    public ClientHelloStatus Read(in ReadOnlySequence<byte> buffer, out ClientHello? hello)
    {
        hello = null;
        if (buffer.Length < _needed || buffer.IsEmpty)
        {
            return ClientHelloStatus.NeedMore;
        }

        if (buffer.FirstSpan.Length > 0 && buffer.FirstSpan[0] != HandshakeRecord)
        {
            return ReadWithoutRecord(buffer, out hello);
        }

        if (buffer.IsSingleSegment)
        {
            return ReadRecords(buffer.FirstSpan, out hello);
        }

        // Rare: the hello lies across two blocks of the transport. No more is copied than it can have.
        const int Bound = TlsLimits.MaxClientHelloBytes + (TlsLimits.MaxClientHelloRecords * RecordHeaderBytes) + TlsLimits.MaxRecordBytes;
        int length = (int)Math.Min(buffer.Length, Bound);
        byte[] copy = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            buffer.Slice(0, length).CopyTo(copy);
            return ReadRecords(copy.AsSpan(0, length), out hello);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private ClientHelloStatus ReadRecords(ReadOnlySpan<byte> data, out ClientHello? hello)
    {
        hello = null;
        if (!IsRecordHeader(data, out int payload))
        {
            return ClientHelloStatus.NotTls;
        }

        if (data.Length < RecordHeaderBytes + HandshakeHeaderBytes && data.Length < RecordHeaderBytes + payload)
        {
            _needed = data.Length + 1; // At most eight times: the headers themselves drip in.
            return ClientHelloStatus.NeedMore;
        }

        ReadOnlySpan<byte> first = data[RecordHeaderBytes..];
        if (payload < HandshakeHeaderBytes || first.Length < HandshakeHeaderBytes)
        {
            return ReadFragments(data, out hello);
        }

        ClientHelloStatus status = ReadMessageHeader(first, out int message);
        if (status != ClientHelloStatus.Complete)
        {
            return status;
        }

        if (message > payload)
        {
            return ReadFragments(data, out hello);
        }

        _needed = RecordHeaderBytes + message;
        return data.Length < _needed ? ClientHelloStatus.NeedMore : ParseBody(first[HandshakeHeaderBytes..message], out hello);
    }

    /// <summary>Puts the message together from several records.</summary>
    private ClientHelloStatus ReadFragments(ReadOnlySpan<byte> data, out ClientHello? hello)
    {
        hello = null;
        byte[] message = ArrayPool<byte>.Shared.Rent(TlsLimits.MaxClientHelloBytes + TlsLimits.MaxRecordBytes);
        try
        {
            int filled = 0;
            int offset = 0;
            for (int record = 0; record < TlsLimits.MaxClientHelloRecords; record++)
            {
                ReadOnlySpan<byte> rest = data[offset..];
                if (!IsRecordHeader(rest, out int payload))
                {
                    return ClientHelloStatus.NotTls;
                }

                if (rest.Length < RecordHeaderBytes + payload)
                {
                    _needed = offset + RecordHeaderBytes + payload;
                    return ClientHelloStatus.NeedMore;
                }

                rest.Slice(RecordHeaderBytes, payload).CopyTo(message.AsSpan(filled));
                filled += payload;
                offset += RecordHeaderBytes + payload;
                if (filled < HandshakeHeaderBytes)
                {
                    continue;
                }

                ClientHelloStatus status = ReadMessageHeader(message, out int length);
                if (status != ClientHelloStatus.Complete)
                {
                    return status;
                }

                if (filled >= length)
                {
                    return ParseBody(message.AsSpan(HandshakeHeaderBytes, length - HandshakeHeaderBytes), out hello);
                }
            }

            return ClientHelloStatus.TooLarge;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    private static ClientHelloStatus ParseBody(ReadOnlySpan<byte> body, out ClientHello? hello) =>
        ClientHelloParser.TryParse(body, out hello) ? ClientHelloStatus.Complete : ClientHelloStatus.Malformed;

    /// <summary>False when these bytes cannot start a handshake record. Bytes that have not come yet are given the benefit of the doubt.</summary>
    private static bool IsRecordHeader(ReadOnlySpan<byte> data, out int payload)
    {
        payload = 1;
        if ((data.Length > 0 && data[0] != HandshakeRecord) || (data.Length > 1 && data[1] != Ssl3Major))
        {
            return false;
        }

        if (data.Length < RecordHeaderBytes)
        {
            return true;
        }

        payload = BinaryPrimitives.ReadUInt16BigEndian(data[3..]);
        return payload is > 0 and <= TlsLimits.MaxRecordBytes;
    }

    private static ClientHelloStatus ReadMessageHeader(ReadOnlySpan<byte> message, out int length)
    {
        length = HandshakeHeaderBytes + ((message[1] << 16) | (message[2] << 8) | message[3]);
        if (message[0] != ClientHelloMessage)
        {
            return ClientHelloStatus.NotTls;
        }

        return length > TlsLimits.MaxClientHelloBytes ? ClientHelloStatus.TooLarge : ClientHelloStatus.Complete;
    }

    /// <summary>
    /// The hello of SSL 2.0 (RFC 5246 appendix E.2): two bytes of length with the top bit set, message type 1, version. Only
    /// very old clients and scanners send it, and none of them is served; it is told from garbage so that it is counted truly.
    /// </summary>
    private static ClientHelloStatus ReadWithoutRecord(in ReadOnlySequence<byte> buffer, out ClientHello? hello)
    {
        hello = null;
        Span<byte> head = stackalloc byte[5];
        int count = (int)Math.Min(buffer.Length, head.Length);
        buffer.Slice(0, count).CopyTo(head);
        if ((head[0] & 0x80) == 0 || (count > 2 && head[2] != ClientHelloMessage))
        {
            return ClientHelloStatus.NotTls;
        }

        if (count < head.Length)
        {
            return ClientHelloStatus.NeedMore;
        }

        TlsVersion version = TlsVersions.FromSupported(BinaryPrimitives.ReadUInt16BigEndian(head[3..]));
        if (version == TlsVersion.None)
        {
            return ClientHelloStatus.NotTls;
        }

        hello = new ClientHello { HighestVersion = version };
        return ClientHelloStatus.Complete;
    }
}
