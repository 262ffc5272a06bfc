using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Edge.Gateway.Demo;

/// <summary>Reads the small bodies, JSON and forms, that the identity endpoints take.</summary>
internal static class DemoDocument
{
    /// <summary>How JSON bodies are read.</summary>
    public static readonly JsonDocumentOptions Options = new() { MaxDepth = DemoLimits.MaxDocumentDepth };

    /// <summary>The whole body, or null when it is longer than <see cref="DemoLimits.MaxDocumentBytes"/>.</summary>
    public static async ValueTask<byte[]?> ReadAsync(DemoExchange exchange)
    {
        if (exchange.Http.Request.ContentLength > DemoLimits.MaxDocumentBytes)
        {
            return null;
        }

        PipeReader body = exchange.Http.Request.BodyReader;
        while (true)
        {
            ReadResult result = await body.ReadAsync(exchange.Http.RequestAborted);
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (buffer.Length > DemoLimits.MaxDocumentBytes || result.IsCompleted)
            {
                byte[]? document = buffer.Length > DemoLimits.MaxDocumentBytes ? null : buffer.ToArray();
                body.AdvanceTo(buffer.End);
                return document;
            }

            body.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>The body as a JSON object; null, after an answer of 413 or 400, when it is none.</summary>
    public static async Task<JsonDocument?> ReadObjectAsync(DemoExchange exchange)
    {
        byte[]? body = await ReadAsync(exchange);
        if (body is null)
        {
            await WriteTooLargeAsync(exchange);
            return null;
        }

        try
        {
            JsonDocument document = JsonDocument.Parse(body, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // Answered below, as a document that is no object is.
        }

        await DemoJson.WriteErrorAsync(exchange, StatusCodes.Status400BadRequest, "E0000003", "The request body was not well-formed.");
        return null;
    }

    /// <summary>The body as a form; null, after an answer of 413 or 400, when it is none. The first of equal names stands.</summary>
    public static async Task<Dictionary<string, string>?> ReadFormAsync(DemoExchange exchange)
    {
        string contentType = exchange.Http.Request.ContentType ?? string.Empty;
        if (!contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            await DemoJson.WriteOAuthErrorAsync(
                exchange, StatusCodes.Status400BadRequest, "invalid_request", "The Content-Type must be application/x-www-form-urlencoded.");
            return null;
        }

        byte[]? body = await ReadAsync(exchange);
        if (body is null)
        {
            await WriteTooLargeAsync(exchange);
            return null;
        }

        Dictionary<string, string> form = new(StringComparer.Ordinal);
        foreach (QueryStringEnumerable.EncodedNameValuePair field in new QueryStringEnumerable(Encoding.Latin1.GetString(body).AsMemory()))
        {
            if (form.Count == DemoLimits.MaxFormFields)
            {
                break;
            }

            form.TryAdd(field.DecodeName().ToString(), field.DecodeValue().ToString());
        }

        return form;
    }

    /// <summary>A string member by its path, or null when it is absent, no string, or longer than <see cref="DemoLimits.MaxValueLength"/>.</summary>
    public static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        string? text = element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        return text?.Length <= DemoLimits.MaxValueLength ? text : null;
    }

    /// <summary>A query parameter as a whole number in a range; the default when it is absent, null when it is anything else.</summary>
    public static long? Number(DemoExchange exchange, string name, long missing, long minimum, long maximum)
    {
        if (!exchange.Http.Request.Query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues text))
        {
            return missing;
        }

        return long.TryParse(text.ToString(), System.Globalization.NumberStyles.None, null, out long value) && value >= minimum && value <= maximum
            ? value
            : null;
    }

    /// <summary>Answers 413.</summary>
    public static Task WriteTooLargeAsync(DemoExchange exchange) =>
        DemoJson.WriteErrorAsync(
            exchange, StatusCodes.Status413PayloadTooLarge, "E0000003", $"The request body is longer than {DemoLimits.MaxDocumentBytes} bytes.");
}
