using System.IO.Compression;
using System.Text;
using Edge.Rules.Bodies;

namespace Edge.Tests.Rules.Bodies;

public class BodyInflaterTests
{
    private static readonly byte[] Plain = Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(0, 5000)));

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZIP, identity")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void Body_OfEachCoding_IsInflated(string coding)
    {
        using InflatedBody body = BodyInflater.Inflate(coding, Deflate(coding, Plain), BodyLimits.Default);
        Assert.Equal(InflateOutcome.Inflated, body.Outcome);
        Assert.Equal(Plain, body.Bytes.ToArray());
        Assert.Empty(body.ErrorMessage);
    }

    [Fact]
    public void Body_OfTwoCodings_IsInflatedBackwards()
    {
        using InflatedBody body = BodyInflater.Inflate("gzip, br", Deflate("br", Deflate("gzip", Plain)), BodyLimits.Default);
        Assert.Equal(Plain, body.Bytes.ToArray());
    }

    [Fact]
    public void Body_Absent_NeedsNoInflating()
    {
        using InflatedBody body = BodyInflater.Inflate("gzip", ReadOnlyMemory<byte>.Empty, BodyLimits.Default);
        Assert.Equal(InflateOutcome.NotEncoded, body.Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("identity")]
    [InlineData(" , identity ,")]
    public void Body_NotEncoded_StaysAsItIs(string coding)
    {
        using InflatedBody body = BodyInflater.Inflate(coding, Plain, BodyLimits.Default);
        Assert.Equal(InflateOutcome.NotEncoded, body.Outcome);
        Assert.False(body.IsError);
    }

    [Theory]
    [InlineData("zstd", "UnsupportedEncoding")]
    [InlineData("gzip, zstd", "UnsupportedEncoding")]
    [InlineData("gzip, gzip, gzip", "TooManyEncodings")]
    public void Coding_NotAccepted_IsAnError(string coding, string expected)
    {
        byte[] data = Deflate("gzip", Deflate("gzip", Deflate("gzip", Plain)));
        using InflatedBody body = BodyInflater.Inflate(coding, data, BodyLimits.Default);
        Assert.Equal(expected, body.Outcome.ToString());
        Assert.True(body.IsError);
        Assert.NotEmpty(body.ErrorMessage);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void Body_CutAnywhere_IsAnError(string coding)
    {
        byte[] data = Deflate(coding, Encoding.ASCII.GetBytes("hello hello hello <script>alert(1)</script>"));
        for (int length = 1; length < data.Length; length++)
        {
            using InflatedBody body = BodyInflater.Inflate(coding, data.AsMemory(0, length), BodyLimits.Default);
            Assert.True(body.Outcome == InflateOutcome.InvalidData, $"{coding} cut to {length} of {data.Length}");
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void Body_FollowedByMore_IsAnError(string coding)
    {
        using InflatedBody body = BodyInflater.Inflate(coding, (byte[])[.. Deflate(coding, Plain), .. "more bytes"u8], BodyLimits.Default);
        Assert.Equal(InflateOutcome.InvalidData, body.Outcome);
    }

    [Fact]
    public void Body_OfBareDeflate_IsAnError()
    {
        using InflatedBody body = BodyInflater.Inflate("deflate", Deflate("raw", Plain), BodyLimits.Default);
        Assert.Equal(InflateOutcome.InvalidData, body.Outcome);
    }

    [Fact]
    public void Body_OfTwoGzipMembers_IsAnError()
    {
        using InflatedBody body = BodyInflater.Inflate("gzip", (byte[])[.. Deflate("gzip", Plain), .. Deflate("gzip", [1])], BodyLimits.Default);
        Assert.Equal(InflateOutcome.InvalidData, body.Outcome);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void Bombs_StopAtTheLimits(string coding)
    {
        byte[] bomb = Deflate(coding, new byte[20_000_000]);
        using InflatedBody ratio = BodyInflater.Inflate(coding, bomb, BodyLimits.Default);
        Assert.Equal(InflateOutcome.RatioExceeded, ratio.Outcome);
        using InflatedBody size = BodyInflater.Inflate(coding, bomb, BodyLimits.Default with { MaxInflateRatio = 10_000_000, MaxInflatedBytes = 100_000 });
        Assert.Equal(InflateOutcome.TooLarge, size.Outcome);
        Assert.Equal(100_000, size.Bytes.Length);
    }

    [Fact]
    public void Bytes_Random_NeverThrow()
    {
        Random random = new(11);
        string[] codings = ["gzip", "br", "deflate"];
        for (int i = 0; i < 3000; i++)
        {
            string coding = codings[i % 3];
            byte[] data = Deflate(coding, Encoding.ASCII.GetBytes("some text to damage " + i));
            for (int k = random.Next(4); k >= 0; k--)
            {
                data[random.Next(data.Length)] = (byte)random.Next(256);
            }

            using InflatedBody body = BodyInflater.Inflate(coding, data, BodyLimits.Default);
            Assert.True(body.Outcome is InflateOutcome.Inflated or InflateOutcome.InvalidData or InflateOutcome.RatioExceeded);
        }
    }

    private static byte[] Deflate(string coding, byte[] data)
    {
        using MemoryStream target = new();
        using (Stream stream = coding switch
        {
            "br" => new BrotliStream(target, CompressionLevel.Optimal),
            "deflate" => new ZLibStream(target, CompressionLevel.Optimal),
            "raw" => new DeflateStream(target, CompressionLevel.Optimal),
            _ => new GZipStream(target, CompressionLevel.Optimal),
        })
        {
            stream.Write(data);
        }

        return target.ToArray();
    }
}
