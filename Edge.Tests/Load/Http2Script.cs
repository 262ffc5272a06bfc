using System.Buffers.Binary;
using System.Text;
using Edge.LoadTests.Http;

namespace Edge.Tests.Load;

/// <summary>Frames that a server of HTTP/2 says, and what a client said to it.</summary>
internal static class Http2Script
{
    private const byte Status200 = 0x88;

    public static byte[] Settings(params (int Id, uint Value)[] values)
    {
        byte[] payload = new byte[values.Length * 6];
        foreach ((int index, (int id, uint value)) in values.Index())
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(index * 6), (ushort)id);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan((index * 6) + 2), value);
        }

        return Http2Frames.Frame(Http2Frames.Settings, 0, 0, payload);
    }

    public static byte[] MaxStreams(uint count) => Settings((Http2Frames.SettingMaxStreams, count));

    public static byte[] InitialWindow(uint bytes) => Settings((Http2Frames.SettingInitialWindow, bytes));

    /// <summary>200 without a body.</summary>
    public static byte[] Ok(int stream) => Headers(stream, Http2Frames.EndHeaders | Http2Frames.EndStream, Status200);

    public static byte[] Headers(int stream, int flags, params byte[] payload) => Http2Frames.Frame(Http2Frames.Headers, (byte)flags, stream, payload);

    public static byte[] Continuation(int stream, int flags, params byte[] payload) => Http2Frames.Frame(Http2Frames.Continuation, (byte)flags, stream, payload);

    public static byte[] Data(int stream, int flags, params byte[] payload) => Http2Frames.Frame(Http2Frames.Data, (byte)flags, stream, payload);

    public static byte[] Reset(int stream, int code) => Http2Frames.Frame(Http2Frames.ResetStream, 0, stream, Number(code));

    public static byte[] GoAway(int last) => Http2Frames.Frame(Http2Frames.GoAway, 0, 0, [.. Number(last), 0, 0, 0, 0]);

    public static byte[] WindowUpdate(int stream, int increment) => Http2Frames.Frame(Http2Frames.WindowUpdate, 0, stream, Number(increment));

    /// <summary>What the client has said until now, SETTINGS' acknowledgements left out: <c>headers 1</c>, <c>data 1 10</c>, <c>end 1 5</c> for the last DATA, <c>reset 3 8</c>.</summary>
    /// <remarks>A PING is the fence: what the client says before it answers, it has said before.</remarks>
    public static List<string> Heard(this ScriptedServer server)
    {
        server.Say(Http2Frames.Frame(Http2Frames.Ping, 0, 0, "a-fence!"u8));
        List<string> heard = [];
        while (true)
        {
            byte[] head = server.Hear(Http2Frames.HeadBytes);
            byte[] payload = server.Hear((head[0] << 16) | (head[1] << 8) | head[2]);
            int stream = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5));
            bool hasEnd = (head[4] & Http2Frames.EndStream) != 0;
            switch (head[3])
            {
                case Http2Frames.Ping:
                    Assert.Equal((Http2Frames.Acknowledgement, "a-fence!"), (head[4], Encoding.ASCII.GetString(payload)));
                    return heard;
                case Http2Frames.Settings:
                    Assert.Equal((Http2Frames.Acknowledgement, 0), (head[4], payload.Length));
                    break;
                case Http2Frames.Headers:
                    heard.Add($"headers {stream}");
                    break;
                case Http2Frames.Data:
                    heard.Add($"{(hasEnd ? "end" : "data")} {stream} {payload.Length}");
                    break;
                case Http2Frames.ResetStream:
                    heard.Add($"reset {stream} {payload[3]}");
                    break;
                default:
                    heard.Add($"{head[3]} {stream} {BinaryPrimitives.ReadInt32BigEndian(payload)}");
                    break;
            }
        }
    }

    /// <summary>A server of HTTP/2 that has taken a connection and its first words, and said hello: SETTINGS without a limit where nothing else is given.</summary>
    public static ScriptedServer Start(int streams, LoadRequest first, byte[]? hello = null)
    {
        var server = new ScriptedServer(streams);
        server.Ask(first);
        server.AcceptHttp2(hello);
        return server;
    }

    /// <summary>Takes another connection.</summary>
    public static void AcceptHttp2(this ScriptedServer server, byte[]? hello = null)
    {
        server.Accept();
        Assert.Equal(Http2Frames.Opening, server.Hear(Http2Frames.Opening.Length));
        if (hello is not [])
        {
            server.Say(hello ?? Settings());
        }
    }

    private static byte[] Number(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
