using System.Text;
using Edge.LoadTests.Http;
using Edge.LoadTests.Measuring;

namespace Edge.Tests.Load;

/// <summary>HTTP/1.1 of the load engine against a server that says what it wants, over a real socket. What a response is, ResponseParserTests say.</summary>
public sealed class Http1ConnectionTests
{
    private const string Whole = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static readonly LoadRequest Request = LoadRequest.Get("a", "/");

    [Theory]
    [InlineData(Whole, 200)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Service Unavailable\r\nTransfer-Encoding: chunked\r\n\r\n3;a=\"b\"\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n", 503)]
    public void Answer_TornAnywhere_IsOneAnswer(string text, int status)
    {
        using var server = new ScriptedServer();
        server.Ask(Request);
        server.Accept();
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        for (int at = 1; at < bytes.Length; at++)
        {
            server.Say(bytes.AsSpan(0, at));
            Assert.Equal(at - 1, server.Answers.Count);
            server.Say(bytes.AsSpan(at));
            Assert.Equal((status, bytes.Length), (server.Answers[at - 1].Status, server.Answers[at - 1].Bytes));
            server.Ask(Request);
        }

        Assert.Empty(server.Failures);
    }

    [Fact]
    public void Request_IsSentAsItWasMade_WhateverItsLength()
    {
        using var server = new ScriptedServer();
        var request = new LoadRequest("POST", "/", "a", body: [.. Enumerable.Range(0, 300_000).Select(static index => (byte)(index % 251))]);
        server.Ask(request);
        server.Accept();
        Assert.Equal(request.Http1, server.Hear(request.Http1.Length));
        server.Say(Encoding.ASCII.GetBytes(Whole));
        Assert.Equal([200], server.Statuses);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: foo, Close\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    public void AnswerThatEndsTheConnection_LetsTheNextHaveANewOne(string text)
    {
        using var server = new ScriptedServer();
        server.Ask(Request);
        server.Accept();
        server.Say(Encoding.ASCII.GetBytes(text));
        Assert.True(server.IsClosed);
        server.Ask(Request);
        server.Accept();
        server.Say(Encoding.ASCII.GetBytes(Whole));
        Assert.Equal([200, 200], server.Statuses);
        Assert.Empty(server.Failures);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BodyWithoutLength_EndsWithTheConnection_ButNotByAReset(bool byReset)
    {
        using var server = new ScriptedServer();
        server.Ask(Request);
        server.Accept();
        server.Hear(Request.Http1.Length);
        server.Say("HTTP/1.1 200 OK\r\n\r\nall of it"u8);
        Assert.Empty(server.Answers);
        server.Close(byReset);
        Assert.Equal(byReset ? [] : [200], server.Statuses);
        Assert.Equal(byReset ? [FailureKind.Broken] : [], server.Failures.Select(static failure => failure.Kind));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 O")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    public void ConnectionThatEndsTooEarly_IsBroken(string text)
    {
        using var server = new ScriptedServer();
        server.Ask(Request);
        server.Accept();
        server.SayAndClose(Encoding.ASCII.GetBytes(text));
        Assert.Equal([FailureKind.Broken], server.Failures.Select(static failure => failure.Kind));
        Assert.Empty(server.Answers);
    }

    [Theory]
    [InlineData(Whole + "x")]
    [InlineData(Whole + Whole)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\nok")]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    public void WhatIsNoAnswer_OrMoreThanOne_IsMalformed(string text)
    {
        using var server = new ScriptedServer();
        server.Ask(Request);
        server.Accept();
        server.Say(Encoding.ASCII.GetBytes(text));
        Assert.Equal([FailureKind.Malformed], server.Failures.Select(static failure => failure.Kind));
        Assert.True(server.IsClosed);
    }

    [Fact]
    public void WhatNobodyAsked_IsNotTakenForTheNextAnswer()
    {
        using var server = new ScriptedServer();
        server.Ask(Request);
        server.Accept();
        server.Say(Encoding.ASCII.GetBytes(Whole));
        server.Say("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"u8);
        Assert.True(server.IsClosed);
        server.Ask(Request);
        server.Accept();
        server.Say(Encoding.ASCII.GetBytes(Whole));
        Assert.Equal([200, 200], server.Statuses);
    }

    [Fact]
    public void GiveUp_ClosesTheConnection()
    {
        using var server = new ScriptedServer();
        LoadRequest request = Request;
        Channel channel = server.Ask(request);
        server.Accept();
        server.GiveUp(channel);
        Assert.Equal([FailureKind.Timeout], server.Failures.Select(static failure => failure.Kind));
        Assert.True(server.IsClosed);
    }
}
