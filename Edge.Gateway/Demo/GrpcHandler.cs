using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Demo;

/// <summary><c>/grpc/echo</c>: a bidirectional stream in gRPC's framing, every message sent back as it comes.</summary>
/// <remarks>
/// gRPC over HTTP/2 (grpc/doc/PROTOCOL-HTTP2.md): one byte "compressed", four bytes of big-endian length, the payload;
/// the outcome stands in the trailers <c>grpc-status</c> and <c>grpc-message</c>.
/// </remarks>
internal static class GrpcHandler
{
    private const int PrefixBytes = 5;
    private const string StatusOk = "0";
    private const string StatusResourceExhausted = "8";
    private const string StatusInternal = "13";

    public static Task HandleAsync(DemoExchange exchange)
    {
        HttpRequest request = exchange.Http.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            return DemoJson.WriteMethodNotAllowedAsync(exchange, "POST");
        }

        if (!HttpProtocol.IsHttp2(request.Protocol))
        {
            return DemoJson.WriteErrorAsync(
                exchange, StatusCodes.Status426UpgradeRequired, "E0000003", $"gRPC needs HTTP/2; the request came by {request.Protocol}.");
        }

        return request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true
            ? EchoAsync(exchange)
            : DemoJson.WriteErrorAsync(exchange, StatusCodes.Status415UnsupportedMediaType, "E0000003", "The Content-Type must be application/grpc.");
    }

    private static async Task EchoAsync(DemoExchange exchange)
    {
        HttpResponse response = exchange.Http.Response;
        exchange.SignHeaders();
        response.ContentType = exchange.Http.Request.ContentType;
        await response.BodyWriter.FlushAsync(exchange.Http.RequestAborted); // A client may wait for the headers before its first message.

        using CancellationTokenSource aborted = exchange.LinkAborted();
        PipeReader reader = exchange.Http.Request.BodyReader;
        string status = StatusOk;
        string message = string.Empty;
        while (status == StatusOk)
        {
            ReadResult result = await reader.ReadAsync(aborted.Token);
            ReadOnlySequence<byte> buffer = result.Buffer;
            while (TryTakeMessage(ref buffer, out ReadOnlySequence<byte> frame))
            {
                foreach (ReadOnlyMemory<byte> segment in frame)
                {
                    response.BodyWriter.Write(segment.Span);
                }
            }

            bool overLimit = IsTooLong(buffer);
            bool truncated = result.IsCompleted && !buffer.IsEmpty;
            reader.AdvanceTo(buffer.Start, buffer.End);
            await response.BodyWriter.FlushAsync(aborted.Token);
            if (overLimit)
            {
                (status, message) = (StatusResourceExhausted, $"A message is longer than {DemoLimits.MaxGrpcMessageBytes} bytes.");
            }
            else if (truncated)
            {
                (status, message) = (StatusInternal, "The stream ended within a message.");
            }
            else if (result.IsCompleted)
            {
                break;
            }
        }

        IHeaderDictionary trailers = exchange.Http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        trailers["grpc-status"] = status;
        if (message.Length > 0)
        {
            trailers["grpc-message"] = message;
        }
    }

    private static bool TryTakeMessage(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (buffer.Length < PrefixBytes || IsTooLong(buffer))
        {
            return false;
        }

        long frameBytes = PrefixBytes + (long)LengthOf(buffer);
        if (buffer.Length < frameBytes)
        {
            return false;
        }

        frame = buffer.Slice(0, frameBytes);
        buffer = buffer.Slice(frameBytes);
        return true;
    }

    private static bool IsTooLong(ReadOnlySequence<byte> buffer) =>
        buffer.Length >= PrefixBytes && LengthOf(buffer) > DemoLimits.MaxGrpcMessageBytes;

    private static uint LengthOf(ReadOnlySequence<byte> buffer)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        return BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
    }
}
