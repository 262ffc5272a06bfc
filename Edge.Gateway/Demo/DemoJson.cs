using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Edge.Gateway.Demo;

/// <summary>Writes the JSON answers. Each begins with what arrived, so that a client sees where its request went.</summary>
internal static class DemoJson
{
    // Relaxed: the answers are JSON, never HTML, and echoed text is easier to compare when it stands as it came.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Answers with an object: tenant, cell, destination, mode and request id, then what <paramref name="members"/> writes.</summary>
    public static Task WriteAsync<TState>(
        DemoExchange exchange, int status, TState state, Action<Utf8JsonWriter, TState> members, string contentType = "application/json")
    {
        // The object is built whole in the thread's buffer, so the answer has a length and is sent in one piece.
        ArrayBufferWriter<byte> buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        Utf8JsonWriter writer = _writer ??= new Utf8JsonWriter(Stream.Null, WriterOptions);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        writer.WriteStartObject();
        WriteArrival(writer, exchange);
        members(writer, state);
        writer.WriteEndObject();
        writer.Flush();

        HttpResponse response = exchange.Http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = buffer.WrittenCount;
        response.BodyWriter.Write(buffer.WrittenSpan);
        if (buffer.Capacity > DemoLimits.MaxKeptJsonBufferBytes)
        {
            _buffer = null;
        }

        ValueTask<System.IO.Pipelines.FlushResult> flush = response.BodyWriter.FlushAsync(exchange.Http.RequestAborted);
        if (flush.IsCompletedSuccessfully)
        {
            _ = flush.Result;
            return Task.CompletedTask;
        }

        return flush.AsTask();
    }

    /// <summary>Answers with what arrived and nothing else.</summary>
    public static Task WriteAsync(DemoExchange exchange, int status) => WriteAsync(exchange, status, 0, static (_, _) => { });

    /// <summary>Answers with an error in Okta's shape.</summary>
    public static Task WriteErrorAsync(DemoExchange exchange, int status, string code, string summary) =>
        WriteAsync(exchange, status, (code, summary, id: exchange.Destination.Cell.Random.NextId("oae", 22)), static (writer, error) =>
        {
            writer.WriteString("errorCode"u8, error.code);
            writer.WriteString("errorSummary"u8, error.summary);
            writer.WriteString("errorLink"u8, error.code);
            writer.WriteString("errorId"u8, error.id);
            writer.WriteStartArray("errorCauses"u8);
            writer.WriteEndArray();
        });

    /// <summary>Answers with an error in the shape of RFC 6749 §5.2.</summary>
    public static Task WriteOAuthErrorAsync(DemoExchange exchange, int status, string error, string description)
    {
        exchange.Http.Response.Headers.CacheControl = "no-store";
        return WriteAsync(exchange, status, (error, description), static (writer, state) =>
        {
            writer.WriteString("error"u8, state.error);
            writer.WriteString("error_description"u8, state.description);
        });
    }

    /// <summary>Answers 405 and names the methods that would do.</summary>
    public static Task WriteMethodNotAllowedAsync(DemoExchange exchange, string allowed)
    {
        exchange.Http.Response.Headers.Allow = allowed;
        return WriteErrorAsync(
            exchange,
            StatusCodes.Status405MethodNotAllowed,
            "E0000022",
            $"The endpoint does not support the provided HTTP method; it supports {allowed}");
    }

    /// <summary>Writes the request headers as an object: names in lower case, several values joined by a comma and a space.</summary>
    public static void WriteHeaders(Utf8JsonWriter writer, IHeaderDictionary headers)
    {
        writer.WriteStartObject("headers"u8);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in headers)
        {
            writer.WriteString(name.ToLowerInvariant(), string.Join(", ", values.ToArray()));
        }

        writer.WriteEndObject();
    }

    private static void WriteArrival(Utf8JsonWriter writer, DemoExchange exchange)
    {
        writer.WriteString("tenant"u8, exchange.Tenant);
        writer.WriteString("cell"u8, exchange.Destination.Options.Cell);
        writer.WriteString("destination"u8, exchange.Destination.Options.Destination);
        writer.WriteString("mode"u8, exchange.Mode);
        writer.WriteString("requestId"u8, exchange.RequestId);
    }
}
