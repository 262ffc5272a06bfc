using System.Text;
using Edge.LoadTests.Http;

namespace Edge.Tests.Load;

public sealed class ResponseParserTests
{
    public static TheoryData<string, int, bool> Whole { get; } = new()
    {
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, true },
        { "HTTP/1.1 429 Too Many Requests\r\ncontent-length:0\r\n\r\n", 429, true },
        { "HTTP/1.1 204 No Content\r\n\r\n", 204, true },
        { "HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n", 304, true },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1A;name=value\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n", 200, true },
        { "HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: Chunked\r\n\r\n3\r\n\r\n\r\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\n", 200, true },
        { "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", 200, false },
        { "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, false },
        { "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", 200, true },
        { "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 503 Service Unavailable\r\nContent-Length: 1\r\n\r\nx", 503, true },
        { "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", 200, true },
        { "HTTP/1.1 200 OK\r\nConnection: upgrade, close\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", 200, false },
        { "HTTP/1.0 200 OK\r\nConnection: foo ,\tKeep-Alive\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n", 200, true },
    };

    [Theory]
    [MemberData(nameof(Whole))]
    public void Feed_WholeOrTornAnywhere_EndsWhereTheResponseEnds(string text, int status, bool keepAlive)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        byte[] withMore = [.. bytes, .. "HTTP"u8]; // The next one's bytes are not its own.
        for (int first = 0; first <= bytes.Length; first++)
        {
            var parser = new ResponseParser();
            parser.Reset(isHead: false);
            ParseState state = first == 0 ? ParseState.Incomplete : parser.Feed(withMore.AsSpan(0, first), out _);
            Assert.Equal(first == bytes.Length ? ParseState.Complete : ParseState.Incomplete, state);
            if (state == ParseState.Incomplete)
            {
                Assert.Equal(ParseState.Complete, parser.Feed(withMore.AsSpan(first), out int consumed));
                Assert.Equal(bytes.Length - first, consumed);
            }

            Assert.Equal(status, parser.Status);
            Assert.Equal(keepAlive, parser.KeepAlive);
        }
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void Feed_ByteByByte_EndsWithTheLastOne(string text, int status, bool keepAlive)
    {
        var parser = new ResponseParser();
        parser.Reset(isHead: false);
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        for (int index = 0; index < bytes.Length; index++)
        {
            Assert.Equal(index == bytes.Length - 1 ? ParseState.Complete : ParseState.Incomplete, parser.Feed(bytes.AsSpan(index, 1), out int consumed));
            Assert.Equal(1, consumed);
        }

        Assert.Equal((status, keepAlive), (parser.Status, parser.KeepAlive));
    }

    [Theory]
    [InlineData("HTTP/2 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 999 Odd\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5x\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n")]
    public void Feed_WhatIsNotHttp_IsInvalid(string text)
    {
        var parser = new ResponseParser();
        parser.Reset(isHead: false);
        Assert.Equal(ParseState.Invalid, parser.Feed(Encoding.Latin1.GetBytes(text), out _));
    }

    [Fact]
    public void Feed_AHeadWithoutEnd_IsInvalidAtTheLimit()
    {
        var parser = new ResponseParser();
        parser.Reset(isHead: false);
        byte[] line = Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nX: " + new string('x', ResponseParser.MaxHeadBytes - 20));
        Assert.Equal(ParseState.Incomplete, parser.Feed(line, out _));
        Assert.Equal(ParseState.Invalid, parser.Feed("x"u8, out _));
    }

    [Fact]
    public void End_OfABodyWithoutLength_IsItsEnd()
    {
        var parser = new ResponseParser();
        parser.Reset(isHead: false);
        Assert.Equal(ParseState.Incomplete, parser.Feed("HTTP/1.1 200 OK\r\n\r\nall of it"u8, out _));
        Assert.Equal(ParseState.Complete, parser.End());
        Assert.False(parser.KeepAlive);
    }

    [Fact]
    public void End_WithinABodyOfKnownLength_IsInvalid()
    {
        var parser = new ResponseParser();
        parser.Reset(isHead: false);
        Assert.Equal(ParseState.Incomplete, parser.Feed("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"u8, out _));
        Assert.Equal(ParseState.Invalid, parser.End());
    }

    [Fact]
    public void Feed_AnswerToHead_HasNoBody()
    {
        var parser = new ResponseParser();
        parser.Reset(isHead: true);
        Assert.Equal(ParseState.Complete, parser.Feed("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"u8, out _));
    }
}
