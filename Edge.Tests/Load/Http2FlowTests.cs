using Edge.LoadTests.Http;
using Edge.LoadTests.Measuring;
using static Edge.Tests.Load.Http2Script;

namespace Edge.Tests.Load;

/// <summary>How many streams, how many bytes, and what becomes of requests when a server resets a stream or goes away.</summary>
public sealed class Http2FlowTests
{
    private static readonly LoadRequest Request = LoadRequest.Get("a", "/");

    [Fact]
    public void FewerStreamsMidWay_LetTheRestWaitInTheirOrder()
    {
        using ScriptedServer server = Start(4, Request);
        Channel second = server.Ask(Request);
        server.Say(MaxStreams(1));
        Channel third = server.Ask(Request);
        Channel fourth = server.Ask(Request);
        Assert.Equal(["headers 1", "headers 3"], server.Heard());
        server.Say(Ok(1));
        Assert.Empty(server.Heard()); // One is still under way.
        server.Next = Request; // Who is answered asks again at once, and must not overtake.
        server.Say(Ok(3));
        Assert.Equal(["headers 5"], server.Heard());
        server.Next = null;
        server.Say(Ok(5));
        Assert.Equal(["headers 7"], server.Heard());
        server.Say(Ok(7));
        server.Say(Ok(9));
        Assert.Equal([second, third, fourth, second], server.Answers.Skip(1).Select(static answer => answer.Channel));
    }

    [Fact]
    public void NoStreamsForAWhile_AreWaitedFor()
    {
        using ScriptedServer server = Start(2, Request, MaxStreams(0));
        server.Say(Ok(1));
        server.Ask(Request);
        Assert.Equal(["headers 1"], server.Heard());
        server.Say(MaxStreams(1));
        Assert.Equal(["headers 3"], server.Heard());
    }

    [Fact]
    public void GiveUp_OfWhatWaits_IsNeverSent_AndItsChannelAsksAnew()
    {
        using ScriptedServer server = Start(3, Request, MaxStreams(1));
        Channel waiting = server.Ask(Request);
        Channel other = server.Ask(Request);
        server.GiveUp(waiting);
        Assert.Equal([(waiting, FailureKind.Timeout)], server.Failures);
        Assert.Equal(waiting, server.Ask(Request));
        server.Say(Ok(1));
        server.Say(Ok(3));
        server.Say(Ok(5));
        Assert.Equal([other, waiting], server.Answers.Skip(1).Select(static answer => answer.Channel));
        Assert.Equal(["headers 1", "headers 3", "headers 5"], server.Heard());
    }

    [Fact]
    public void GiveUp_OfWhatIsUnderWay_CancelsItsStreamOnly()
    {
        using ScriptedServer server = Start(2, Request);
        Channel given = server.Ask(Request);
        server.GiveUp(given);
        Assert.Equal(["headers 1", "headers 3", "reset 3 8"], server.Heard());
        server.Say([.. Ok(3), .. Ok(1)]); // The late answer is nobody's.
        Assert.Equal([200], server.Statuses);
        Assert.NotEqual(given, server.Answers[0].Channel);
        Assert.Equal([(given, FailureKind.Timeout)], server.Failures);
    }

    [Fact]
    public void ResetStream_FailsItsRequestOnly()
    {
        using ScriptedServer server = Start(2, Request);
        server.Ask(Request);
        server.Say([.. Reset(1, Http2Frames.Cancel), .. Ok(3), .. Reset(3, 0)]);
        Assert.Equal([200], server.Statuses);
        Assert.Equal(FailureKind.Broken, server.Failures.Single().Kind);
    }

    [Fact]
    public void StreamsRefused_BeforeTheLimitWasKnown_AreAskedAgain_AndLaterOnesAreFailures()
    {
        using ScriptedServer server = Start(3, Request, hello: []);
        server.Ask(Request);
        server.Ask(Request);
        server.Say([.. MaxStreams(1), .. Reset(3, Http2Frames.RefusedStream), .. Reset(5, Http2Frames.RefusedStream)]);
        Assert.Equal(["headers 1", "headers 3", "headers 5"], server.Heard());
        server.Say(Ok(1));
        Assert.Equal(["headers 7"], server.Heard());
        server.Say(Reset(7, Http2Frames.RefusedStream));
        Assert.Equal(FailureKind.Broken, server.Failures.Single().Kind);
        Assert.Equal(["headers 9"], server.Heard());
        server.Say(Ok(9));
        Assert.Equal([200, 200], server.Statuses);
    }

    [Fact]
    public void GoAway_AsksAgainWhatWasNotBegun_OnANewConnection()
    {
        using ScriptedServer server = Start(3, Request);
        server.Ask(Request);
        server.Say(MaxStreams(2));
        server.Ask(Request); // Waits.
        server.Say(GoAway(int.MaxValue)); // The first notice: it will take no more.
        server.Say(GoAway(1));
        Assert.Equal(["headers 1", "headers 3"], server.Heard());
        server.Say(Ok(1));
        server.AcceptHttp2();
        Assert.Equal(["headers 1", "headers 3"], server.Heard());
        server.Say([.. Ok(1), .. Ok(3)]);
        Assert.Equal([200, 200, 200], server.Statuses);
        Assert.Equal(3, server.Answers.Select(static answer => answer.Channel).Distinct().Count());
        Assert.Empty(server.Failures);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GoAway_AndTheEndAtOnce_BreaksWhatWasBegunOnly(bool isRead)
    {
        using ScriptedServer server = Start(3, Request);
        server.Ask(Request);
        server.Ask(Request);
        if (isRead)
        {
            Assert.Equal(3, server.Heard().Count); // Otherwise the end is a reset.
        }

        server.SayAndClose([.. Ok(1), .. GoAway(3)]);
        server.AcceptHttp2();
        Assert.Equal(["headers 1"], server.Heard());
        server.Say(Ok(1));
        Assert.Equal([200, 200], server.Statuses);
        Assert.Equal(FailureKind.Broken, server.Failures.Single().Kind);
    }

    [Fact]
    public void GoAway_WithNothingUnderWay_LetsTheNextHaveANewConnection()
    {
        using ScriptedServer server = Start(1, Request);
        server.Say([.. Ok(1), .. GoAway(1)]);
        Assert.True(server.IsClosed);
        server.Ask(Request);
        server.AcceptHttp2();
        server.Say(Ok(1));
        Assert.Equal([200, 200], server.Statuses);
    }

    [Fact]
    public void ServerThatSendsAllAway_IsNotAskedForEver()
    {
        using ScriptedServer server = Start(1, Request);
        server.Say(GoAway(0));
        for (int retry = 0; retry < 3; retry++)
        {
            Assert.Empty(server.Failures);
            server.AcceptHttp2();
            server.Say(GoAway(0));
        }

        Assert.Equal(FailureKind.Broken, server.Failures.Single().Kind);
        Assert.True(server.IsClosed);
    }

    [Fact]
    public void GoAway_AndNobodyListens_IsAFailureToConnect()
    {
        using ScriptedServer server = Start(1, Request);
        server.StopListening();
        server.Say(GoAway(0));
        server.Wait(() => server.Failures.Count > 0);
        Assert.Equal(FailureKind.Connect, server.Failures.Single().Kind);
    }

    [Fact]
    public void Body_IsSentAsTheWindowsAllow()
    {
        using ScriptedServer server = Start(1, Post(40), InitialWindow(10));
        // The first request met the window of before the settings: §6.9.2.
        Assert.Equal(["headers 1", "end 1 40"], server.Heard());
        server.Say(Ok(1));
        server.Ask(Post(40));
        Assert.Equal(["headers 3", "data 3 10"], server.Heard());
        server.Say(WindowUpdate(3, 5));
        Assert.Equal(["data 3 5"], server.Heard());
        server.Say(InitialWindow(20)); // Ten more for those that are open.
        Assert.Equal(["data 3 10"], server.Heard());
        server.Say(InitialWindow(0)); // Twenty less: below zero.
        server.Say(WindowUpdate(3, 20));
        Assert.Empty(server.Heard());
        server.Say(WindowUpdate(3, 14));
        Assert.Equal(["data 3 14"], server.Heard());
        server.Say(WindowUpdate(3, 100));
        Assert.Equal(["end 3 1"], server.Heard());
        server.Say(Ok(3));
        Assert.Equal([200, 200], server.Statuses);
    }

    [Fact]
    public void Body_BeyondTheConnectionsWindow_WaitsForIt_AndOthersToo()
    {
        using ScriptedServer server = Start(2, Post(70_000), InitialWindow(1_000_000));
        Assert.Equal(["headers 1", "data 1 16384", "data 1 16384", "data 1 16384", "data 1 16383"], server.Heard());
        server.Ask(Post(10));
        Assert.Equal(["headers 3"], server.Heard()); // Headers need no window.
        server.Say(WindowUpdate(0, 4465));
        Assert.Equal(["end 1 4465"], server.Heard());
        server.Say(WindowUpdate(3, 100));
        Assert.Empty(server.Heard());
        server.Say(WindowUpdate(0, 10));
        Assert.Equal(["end 3 10"], server.Heard());
    }

    [Fact]
    public void AnswerBeforeTheBodyIsSent_CancelsTheRest()
    {
        using ScriptedServer server = Start(1, Request, InitialWindow(10));
        server.Say(Ok(1));
        server.Ask(Post(40));
        server.Say([.. Headers(3, Http2Frames.EndHeaders | Http2Frames.EndStream, 0x08, 3, (byte)'4', (byte)'1', (byte)'3'), .. WindowUpdate(3, 100)]);
        Assert.Equal(["headers 1", "headers 3", "data 3 10", "reset 3 8"], server.Heard());
        Assert.Equal([200, 413], server.Statuses);
    }

    [Fact]
    public void ServersWindow_IsOpenedAgainBeforeItEnds()
    {
        using ScriptedServer server = Start(1, Request);
        server.Hear(Request.Http2!.Length + Http2Frames.HeadBytes); // And the acknowledged settings.
        server.Say(Headers(1, Http2Frames.EndHeaders, 0x88));
        byte[] frame = Data(1, 0, new byte[Http2Frame.MaxBytes]);
        for (int count = 0; count < 1024; count++)
        {
            server.Say(frame);
        }

        Assert.Equal([$"8 0 {1024 * Http2Frame.MaxBytes}"], server.Heard());
    }

    private static LoadRequest Post(int bytes) => new("POST", "/", "a", body: new byte[bytes]);
}
