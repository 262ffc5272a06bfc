using Edge.LoadTests.Http;

namespace Edge.Tests.Load;

public sealed class Http2FramesTests
{
    [Theory]
    [InlineData("88", 200)]
    [InlineData("8d", 404)]
    [InlineData("2088", 200)] // After an update of the table's size.
    [InlineData("202088", 200)]
    [InlineData("20", 0)]
    [InlineData("3fe11f88", 0)] // To 4096: more than we said.
    [InlineData("2803323030", 0)] // To 8, which is no name.
    [InlineData("4803343239", 429)]
    [InlineData("0803353033", 503)]
    [InlineData("4882 6402", 302)] // RFC 7541 §C.6.1.
    [InlineData("4883 640eff", 307)] // RFC 7541 §C.6.2.
    [InlineData("1803323030", 200)] // Never to be remembered.
    [InlineData("00073a73746174757303343034", 404)] // The name in letters.
    [InlineData("4085b8848d36a303353034", 504)] // And in Huffman's.
    [InlineData("000573746174650134", 0)] // Another name.
    [InlineData("be", 0)] // A reference to a table that we said we do not keep.
    [InlineData("0803", 0)]
    [InlineData("080334323a", 0)]
    [InlineData("", 0)]
    public void StatusOf_Block_IsItsFirstField(string hex, int status) =>
        Assert.Equal(status, Http2Frames.StatusOf(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));

    [Fact]
    public void Request_WithBody_IsHeadersThatDataFollow()
    {
        var request = new LoadRequest("POST", "/a", "h", body: "xyz"u8.ToArray());
        byte[] frame = Http2Frames.Request(request, isTls: true);
        Assert.Equal(frame.Length - Http2Frames.HeadBytes, (frame[1] << 8) | frame[2]);
        Assert.Equal([Http2Frames.Headers, Http2Frames.EndHeaders], frame[3..5]);
        Assert.Equal([0x83, 0x87, 0x04, 2, (byte)'/', (byte)'a', 0x01, 1, (byte)'h'], frame[9..18]);
    }

    [Fact]
    public void Request_WithoutBody_EndsTheStreamWithItsHeaders() =>
        Assert.Equal(Http2Frames.EndHeaders | Http2Frames.EndStream, Http2Frames.Request(LoadRequest.Get("h", "/" + new string('p', 300)), isTls: false)[4]);
}
