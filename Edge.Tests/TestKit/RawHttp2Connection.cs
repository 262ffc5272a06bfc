using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Edge.Tests.TestKit;

/// <summary>An HTTP/2 connection that sends exactly the frames a test gives it, one request each.</summary>
internal sealed class RawHttp2Connection : IAsyncDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte Continuation = 9;
    public const byte EndStream = 1;
    public const byte EndHeaders = 4;

    private const byte ResetStream = 3;
    private const byte GoAway = 7;
    private const int HeaderBytes = 9;

    private readonly SslStream _stream;

    private RawHttp2Connection(SslStream stream)
    {
        _stream = stream;
    }

    public static async Task<RawHttp2Connection> OpenAsync(Uri listener, string host = "acme.localhost")
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, listener.Port, cancellationToken);
#pragma warning disable CA5359 // The certificate is self-signed.
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, ApplicationProtocols = [SslApplicationProtocol.Http2] }, cancellationToken);
        var connection = new RawHttp2Connection(tls);
        await tls.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), cancellationToken);
        await connection.SendAsync(Settings, 0, 0, [0, 1, 0, 0, 0, 0]); // No dynamic table, so that answers can be read without one.
        return connection;
    }

    /// <summary>A header block of literals that go into no table (RFC 7541 §6.2.2), without Huffman coding.</summary>
    public static byte[] Block(params (string Name, string Value)[] fields)
    {
        using MemoryStream block = new();
        foreach ((string name, string value) in fields)
        {
            block.WriteByte(0);
            WriteText(block, name);
            WriteText(block, value);
        }

        return block.ToArray();
    }

    public async Task SendAsync(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] frame = new byte[HeaderBytes + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, HeaderBytes);
        await _stream.WriteAsync(frame, TestContext.Current.CancellationToken);
    }

    /// <summary>The status of the answer on a stream and its body; 0 when the server ended the stream or the connection instead.</summary>
    public async Task<(int Status, string Body)> ReadAnswerAsync(int stream)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TestGateway.Patience);
        int status = 0;
        StringBuilder body = new();
        try
        {
            while (true)
            {
                byte[] header = new byte[HeaderBytes];
                await _stream.ReadExactlyAsync(header, deadline.Token);
                byte[] payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >> 8];
                await _stream.ReadExactlyAsync(payload, deadline.Token);
                int id = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)) & int.MaxValue;
                switch (header[3])
                {
                    case GoAway:
                    case ResetStream when id == stream:
                        return (status, body.ToString());
                    case Settings when (header[4] & 1) == 0:
                        await SendAsync(Settings, 1, 0, []);
                        break;
                    case Headers when id == stream:
                        status = StatusOf(payload);
                        break;
                    case Data when id == stream:
                        body.Append(Encoding.Latin1.GetString(payload));
                        break;
                }

                if (id == stream && header[3] is Headers or Data && (header[4] & EndStream) != 0)
                {
                    return (status, body.ToString());
                }
            }
        }
        catch (Exception exception) when (exception is IOException)
        {
            return (status, body.ToString()); // The connection was closed.
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    // Kestrel sends the status first: indexed when it is in the static table (RFC 7541 Appendix A), else as a literal.
    private static int StatusOf(byte[] block)
    {
        int[] table = [200, 204, 206, 304, 400, 404, 500];
        int at = 0;
        while ((block[at] & 0xE0) == 0x20)
        {
            at += (block[at] & 0x1F) < 0x1F ? 1 : 2; // A change of the table's size.
        }

        if ((block[at] & 0x80) != 0)
        {
            return table[(block[at] & 0x7F) - 8];
        }

        int name = block[at] & ((block[at] & 0x40) != 0 ? 0x3F : 0x0F);
        Assert.InRange(name, 8, 14); // One of the table's lines of :status.
        Assert.Equal(3, block[at + 1]); // Not Huffman-coded.
        return int.Parse(Encoding.ASCII.GetString(block, at + 2, 3), null);
    }

    private static void WriteText(MemoryStream block, string text)
    {
        int length = text.Length;
        if (length < 0x7F)
        {
            block.WriteByte((byte)length);
        }
        else
        {
            block.WriteByte(0x7F);
            for (length -= 0x7F; length >= 0x80; length >>= 7)
            {
                block.WriteByte((byte)(0x80 | (length & 0x7F)));
            }

            block.WriteByte((byte)length);
        }

        block.Write(Encoding.Latin1.GetBytes(text));
    }
}
