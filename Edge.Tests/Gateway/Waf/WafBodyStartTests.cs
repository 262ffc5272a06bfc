using System.IO.Pipelines;
using System.Text;
using Edge.Gateway.Waf;

namespace Edge.Tests.Gateway.Waf;

public sealed class WafBodyStartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Json", "{\"a\":1}")]
    [InlineData("Json", " \r\n\t{ \"a\" : 1 }")]
    [InlineData("Json", "{}")]
    [InlineData("Json", "{/* comment */\"a\":1}")]
    [InlineData("Json", "[{\"a\":1}]")]
    [InlineData("Json", "\u00EF\u00BB\u00BF{\"a\":1}")]
    [InlineData("Json", "\u00FF\u00FE{\0\"\0a\0")]
    [InlineData("Json", "\u00FE\u00FF\0{\0\"\0a")]
    [InlineData("Json", "{\0\"\0a\0\"\0")]
    [InlineData("Json", "\0{\0\"\0a\0\"")]
    [InlineData("Json", "\0\0\0{\0\0\0\"\0\0\0a")]
    [InlineData("Json", "{\0\0\0\"\0\0\0a\0\0\0")]
    [InlineData("Xml", "<?xml version=\"1.0\"?><a/>")]
    [InlineData("Xml", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]
    [InlineData("Xml", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///c\">]><a/>")]
    [InlineData("Xml", "\u00FF\u00FE<\0a\0>\0<\0")]
    [InlineData("Text", "<!DOCTYPE html><p>x</p>")]
    [InlineData("Text", "<HTML><p>x</p></HTML>")]
    [InlineData("Text", "        ")]
    [InlineData("Form", "username=admin&password=x")]
    [InlineData("Form", "&&a[b]=c")]
    [InlineData("Binary", "")]
    [InlineData("Binary", "\u0089PNG\r\n\u001A\n")]
    [InlineData("Binary", "\u00FF\u00D8\u00FF\u00E0\0\u0010JFIF")]
    [InlineData("Binary", "GIF89a\u0001\0\u0001\0")]
    [InlineData("Binary", "\0\0\0\0{\"a\":1}")] // A gRPC frame of 123 bytes.
    [InlineData("Binary", "\u0001\0\0\0\u0005hello")]
    [InlineData("Binary", "\0\0\0\u0018ftypmp42")]
    [InlineData("Binary", "%PDF-1.7\n")]
    [InlineData("Binary", "PK\u0003\u0004\u0014\0")]
    [InlineData("Binary", "-----BEGIN CERTIFICATE-----\nMIIF\n")]
    [InlineData("Binary", "{\\rtf1 x}")]
    [InlineData("Binary", "id,name\n1,ann\n")]
    [InlineData("Binary", "[note] to myself")]
    public async Task Kind_OfABody_IsToldByItsFirstBytes(string expected, string start)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(start);
        Assert.Equal(expected, WafBodyStart.Of(bytes, isWhole: true).ToString());

        // As it comes: one byte at a time, and nothing is taken away.
        var pipe = new Pipe();
        ValueTask<WafBodyKind> peek = WafBodyStart.PeekAsync(pipe.Reader, Cancellation);
        foreach (byte value in bytes)
        {
            await pipe.Writer.WriteAsync(new[] { value }, Cancellation);
        }

        await pipe.Writer.CompleteAsync();
        Assert.Equal(expected, (await peek).ToString());
        ReadResult rest = await pipe.Reader.ReadAtLeastAsync(bytes.Length, Cancellation);
        Assert.Equal(bytes.Length, rest.Buffer.Length);
    }

    [Fact]
    public async Task Peek_AtAGrpcMessage_WaitsForNoSecondOne()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[5], Cancellation); // An empty message; its sender may wait for an answer.
        Task<WafBodyKind> peek = WafBodyStart.PeekAsync(pipe.Reader, Cancellation).AsTask();
        Assert.True(peek.IsCompletedSuccessfully);
        Assert.Equal(WafBodyKind.Binary, await peek);
    }

    [Fact]
    public void Kind_OfEndlessBlanks_IsText() =>
        Assert.Equal(WafBodyKind.Text, WafBodyStart.Of(Encoding.ASCII.GetBytes(new string(' ', WafBodyStart.MaxBytes + 1)), isWhole: false));
}
