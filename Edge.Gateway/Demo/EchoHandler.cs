using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Demo;

/// <summary><c>/echo</c> and <c>/upload</c>: read a body of any length in flat memory and say what it was.</summary>
internal static class EchoHandler
{
    private sealed record Body(long LengthBytes, string Sha256, string? Text, bool TextComplete);

    /// <summary><c>/echo</c>, any method: the whole request, and the body's text up to <see cref="DemoLimits.MaxEchoTextBytes"/>.</summary>
    public static async Task HandleAsync(DemoExchange exchange)
    {
        Body body = await ReadAsync(exchange, DemoLimits.MaxEchoTextBytes);
        await DemoJson.WriteAsync(exchange, StatusCodes.Status200OK, (exchange.Http.Request, body), static (writer, state) =>
        {
            (HttpRequest request, Body body) = state;
            writer.WriteString("method"u8, request.Method);
            writer.WriteString("scheme"u8, request.Scheme);
            writer.WriteString("protocol"u8, request.Protocol);
            writer.WriteString("host"u8, request.Host.Value);
            writer.WriteString("path"u8, request.Path.Value);
            writer.WriteString("query"u8, request.QueryString.Value);
            writer.WriteString("target"u8, request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget);
            DemoJson.WriteHeaders(writer, request.Headers);
            WriteBody(writer, body);
            writer.WriteString("body"u8, body.Text);
            writer.WriteBoolean("bodyComplete"u8, body.TextComplete);
        });
    }

    /// <summary><c>/upload</c>, any method: length and SHA-256 of the body.</summary>
    public static async Task HandleUploadAsync(DemoExchange exchange)
    {
        Body body = await ReadAsync(exchange, maxTextBytes: 0);
        await DemoJson.WriteAsync(exchange, StatusCodes.Status200OK, body, WriteBody);
    }

    private static void WriteBody(Utf8JsonWriter writer, Body body)
    {
        writer.WriteNumber("bodyBytes"u8, body.LengthBytes);
        writer.WriteString("bodySha256"u8, body.Sha256);
    }

    private static async Task<Body> ReadAsync(DemoExchange exchange, int maxTextBytes)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using MemoryStream text = new();
        long lengthBytes = 0;
        PipeReader reader = exchange.Http.Request.BodyReader;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(exchange.Http.RequestAborted);
            foreach (ReadOnlyMemory<byte> segment in result.Buffer)
            {
                hash.AppendData(segment.Span);
                text.Write(segment.Span[..(int)Math.Min(segment.Length, maxTextBytes - text.Length)]);
            }

            lengthBytes += result.Buffer.Length;
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        string sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        return new Body(lengthBytes, sha256, Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length), text.Length == lengthBytes);
    }
}
