using Edge.LoadTests.Http;
using Edge.LoadTests.Measuring;
using static Edge.Tests.Load.Http2Script;

namespace Edge.Tests.Load;

/// <summary>Answers over HTTP/2, and what is none, from a server that says what it wants, over a real socket.</summary>
public sealed class Http2ConnectionTests
{
    private const int EndStream = Http2Frames.EndStream;
    private const int EndHeaders = Http2Frames.EndHeaders;

    private static readonly LoadRequest Request = LoadRequest.Get("a", "/");

    /// <summary>What a server must not say while it answers stream 1 (RFC 9113).</summary>
    public static TheoryData<string, byte[]> Forbidden { get; } = new()
    {
        { "longer than any frame may be", [0, 0x40, 1, Http2Frames.Data, 0, 0, 0, 0, 1] },
        { "an unknown frame that is too long", [0xff, 0xff, 0xff, 0xbe, 0, 0, 0, 0, 0] },
        { "DATA on no stream", Data(0, 0, 1) },
        { "DATA padded with more than it holds", Data(1, Http2Frames.Padded, 3, 1, 1) },
        { "DATA padded without a length", Data(1, Http2Frames.Padded) },
        { "HEADERS on no stream", Headers(0, EndHeaders, 0x88) },
        { "HEADERS padded with more than they hold", Headers(1, EndHeaders | Http2Frames.Padded, 2, 0x88) },
        { "HEADERS too short for a priority", Headers(1, EndHeaders | Http2Frames.Priority, 0, 0, 0, 0) },
        { "HEADERS on a stream that nobody opened", Headers(3, EndHeaders, 0x88) },
        { "HEADERS on a stream of the server's", Headers(2, EndHeaders, 0x88) },
        { "CONTINUATION of nothing", Continuation(1, EndHeaders, 0x88) },
        { "CONTINUATION of another stream", [.. Headers(1, 0), .. Continuation(3, EndHeaders, 0x88)] },
        { "PING within a block of headers", [.. Headers(1, 0), .. Http2Frames.Frame(Http2Frames.Ping, 0, 0, new byte[8])] },
        { "HEADERS within a block of headers", [.. Headers(1, 0), .. Headers(1, EndHeaders, 0x88)] },
        { "RST_STREAM of 3 bytes", Http2Frames.Frame(Http2Frames.ResetStream, 0, 1, [0, 0, 0]) },
        { "RST_STREAM of no stream", Reset(0, 8) },
        { "SETTINGS of 5 bytes", Http2Frames.Frame(Http2Frames.Settings, 0, 0, new byte[5]) },
        { "SETTINGS on a stream", Http2Frames.Frame(Http2Frames.Settings, 0, 1, []) },
        { "SETTINGS with too large a window", InitialWindow(0x8000_0000) },
        { "PUSH_PROMISE", Http2Frames.Frame(Http2Frames.PushPromise, EndHeaders, 1, [0, 0, 0, 2]) },
        { "PING of 7 bytes", Http2Frames.Frame(Http2Frames.Ping, 0, 0, new byte[7]) },
        { "GOAWAY of 7 bytes", Http2Frames.Frame(Http2Frames.GoAway, 0, 0, new byte[7]) },
        { "WINDOW_UPDATE of 3 bytes", Http2Frames.Frame(Http2Frames.WindowUpdate, 0, 0, [0, 0, 1]) },
        { "WINDOW_UPDATE by nothing", WindowUpdate(0, 0) },
        { "too large a window of the connection", WindowUpdate(0, int.MaxValue) },
        { "too large a window of a stream", WindowUpdate(1, int.MaxValue) },
    };

    [Fact]
    public void Answer_TornAnywhere_IsOneAnswer()
    {
        using ScriptedServer server = Start(1, Request);
        int length = Answer(1).Length;
        for (int at = 1; at < length; at++)
        {
            byte[] answer = Answer((2 * at) - 1);
            server.Say(answer.AsSpan(0, at));
            Assert.Equal(at - 1, server.Answers.Count);
            server.Say(answer.AsSpan(at));
            Assert.Equal(at, server.Answers.Count);
            Assert.Equal((503, AnswerBytes), (server.Answers[^1].Status, server.Answers[^1].Bytes));
            server.Ask(Request);
        }

        Assert.Empty(server.Failures);
    }

    [Fact]
    public void Answer_ByteByByte_EndsWithItsLastOne()
    {
        using ScriptedServer server = Start(1, Request);
        byte[] answer = Answer(1);
        foreach ((int index, byte value) in answer.Index())
        {
            Assert.Empty(server.Answers);
            server.Say(value);
            Assert.Equal(index == answer.Length - 1, server.Answers.Count == 1);
        }
    }

    [Fact]
    public void Answers_InOnePiece_ReachWhoAsked()
    {
        using ScriptedServer server = Start(3, Request);
        Channel[] channels = [server.Ask(Request), server.Ask(Request)];
        server.Say([.. Ok(5), .. Headers(3, EndHeaders | EndStream, 0x8d), .. Headers(1, EndHeaders | EndStream, 0x8e)]);
        Assert.Equal([200, 404, 500], server.Statuses);
        Assert.Equal([channels[1], channels[0]], server.Answers.Take(2).Select(static answer => answer.Channel));
    }

    [Fact]
    public void HeadersInPieces_AreReadWhenTheyAreWhole_AndEndTheStreamThenOnly()
    {
        byte[] block = [0x20, 0x08, 3, (byte)'4', (byte)'2', (byte)'9', 0x00, 1, (byte)'a', 1, (byte)'b'];
        using ScriptedServer server = Start(1, Request);
        int stream = 1;
        for (int first = 0; first <= block.Length; first++)
        {
            server.Say([.. Headers(stream, EndStream, block[..first]), .. Continuation(stream, 0, block[first..])]);
            Assert.Equal(first, server.Answers.Count);
            server.Say(Continuation(stream, EndHeaders));
            Assert.Equal(first + 1, server.Answers.Count);
            server.Ask(Request);
            stream += 2;
        }

        Assert.All(server.Statuses, static status => Assert.Equal(429, status));
    }

    [Fact]
    public void HeadersWithoutEnd_AreMalformedAtTheLimit()
    {
        using ScriptedServer server = Start(1, Request);
        server.Say(Headers(1, 0, 0x88));
        server.SayUntil(Continuation(1, 0, new byte[Http2Frame.MaxBytes]), () => server.Failures.Count > 0);
        Assert.Equal(FailureKind.Malformed, server.Failures.Single().Kind);
    }

    [Fact]
    public void InterimAnswers_AreNoAnswer()
    {
        using ScriptedServer server = Start(1, Request);
        server.Say([.. Headers(1, EndHeaders, 0x08, 3, (byte)'1', (byte)'0', (byte)'0'), .. Headers(1, EndHeaders, 0x08, 3, (byte)'1', (byte)'0', (byte)'3')]);
        Assert.Empty(server.Answers);
        server.Say(Headers(1, EndHeaders | EndStream, 0x89));
        Assert.Equal([204], server.Statuses);
    }

    [Theory]
    [InlineData(0x08)] // No status at all.
    [InlineData(0xbe)] // Out of a table that we do not keep.
    [InlineData(0x08, 3, 0x31, 0x30, 0x30)] // Nothing follows the interim answer.
    public void AnswerWithoutAStatus_IsMalformed_AndTheConnectionGoesOn(params int[] block)
    {
        using ScriptedServer server = Start(1, Request);
        server.Say(Headers(1, EndHeaders | EndStream, [.. block.Select(static value => (byte)value)]));
        Assert.Equal(FailureKind.Malformed, server.Failures.Single().Kind);
        server.Ask(Request);
        server.Say(Ok(3));
        Assert.Equal([200], server.Statuses);
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void WhatAServerMustNotSay_EndsTheConnection(string what, byte[] bytes)
    {
        using ScriptedServer server = Start(1, Request);
        server.Say(bytes);
        Assert.True(server.Failures is [(_, FailureKind.Malformed)], what);
        Assert.True(server.IsClosed, what);
        server.Ask(Request);
        server.AcceptHttp2();
        server.Say(Ok(1));
        Assert.Equal([200], server.Statuses);
    }

    [Theory]
    [InlineData("485454502f312e3120343030204261640d0a0d0a")] // HTTP/1.1 400 Bad.
    [InlineData("00000101050000000188")] // A good answer, but no settings before.
    public void WhatIsNoHttp2_IsMalformed(string hex)
    {
        using var server = new ScriptedServer(streams: 2);
        server.Ask(Request);
        server.Ask(Request);
        server.Accept();
        server.Say(Convert.FromHexString(hex));
        Assert.Equal([FailureKind.Malformed, FailureKind.Malformed], server.Failures.Select(static failure => failure.Kind));
    }

    [Fact]
    public void FramesThatNobodyKnows_ArePassedOver()
    {
        using ScriptedServer server = Start(1, Request);
        server.Say([.. Http2Frames.Frame(0xbe, 0xff, 1, [1, 2, 3]), .. Http2Frames.Frame(2, 0, 1, new byte[5]), .. Ok(1)]);
        Assert.Equal([200], server.Statuses);
    }

    [Fact]
    public void PingsAndSettings_AreAnsweredOnce()
    {
        using ScriptedServer server = Start(1, Request);
        server.Say([.. Settings((0x99, 7)), .. Http2Frames.Frame(Http2Frames.Settings, Http2Frames.Acknowledgement, 0, []), .. Http2Frames.Frame(Http2Frames.Ping, Http2Frames.Acknowledgement, 0, new byte[8])]);
        Assert.Equal(["headers 1"], server.Heard()); // The fence is the only PING.
    }

    [Fact]
    public void ServerThatAsksAndReadsNothing_IsNotHeardForEver()
    {
        using ScriptedServer server = Start(1, Request);
        byte[] pings = [.. Enumerable.Repeat(Http2Frames.Frame(Http2Frames.Ping, 0, 0, new byte[8]), 4000).SelectMany(static frame => frame)];
        server.SayUntil(pings, () => server.Failures.Count > 0);
        Assert.Equal(FailureKind.Malformed, server.Failures.Single().Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ConnectionThatEndsWithinAnAnswer_BreaksAllThatWasUnderWay(bool byReset)
    {
        using ScriptedServer server = Start(2, Request);
        server.Ask(Request);
        server.Say([.. Headers(1, EndHeaders, 0x88), .. Data(1, 0, 1, 2, 3)]);
        server.Close(byReset);
        Assert.Equal([FailureKind.Broken, FailureKind.Broken], server.Failures.Select(static failure => failure.Kind));
    }

    // Everything that may be around an answer: an interim one, padding, priority, trailers, other frames between.
    private static byte[] Answer(int stream) =>
    [
        .. Headers(stream, EndHeaders, 0x08, 3, (byte)'1', (byte)'0', (byte)'3'),
        .. Headers(stream, EndHeaders | Http2Frames.Padded | Http2Frames.Priority, 2, 0, 0, 0, 0, 16, 0x08, 3, (byte)'5', (byte)'0', (byte)'3', 0, 0),
        .. Data(stream, Http2Frames.Padded, 3, (byte)'o', (byte)'k', 0, 0, 0),
        .. Settings((1, 4096)),
        .. Data(stream, 0),
        .. Http2Frames.Frame(0xbe, 0xff, 0, [1]),
        .. Headers(stream, EndHeaders | EndStream, 0x00, 1, (byte)'t', 1, (byte)'x'),
    ];

    // Its frames on the stream, with their heads.
    private static long AnswerBytes => (9 + 5) + (9 + 13) + (9 + 6) + 9 + (9 + 5);
}
