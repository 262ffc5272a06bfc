using System.Text.Json;
using System.Text.Json.Serialization;

namespace Edge.Gateway.Admin;

/// <summary>Bodies of requests to the admin API.</summary>
internal static class AdminBody
{
    /// <summary>Largest body, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    // Members that nothing reads are refused: a misspelt one would otherwise be left out silently.
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict, // "1" is a text.
    };

    /// <summary>Reads a JSON body; when it cannot be read, answers with a problem and gives null.</summary>
    /// <param name="context">The request.</param>
    /// <param name="shape">What is accepted, for the answer.</param>
    /// <param name="ifEmpty">Stands for no body at all; null when there must be one.</param>
    public static async Task<T?> ReadBodyAsync<T>(this HttpContext context, string shape, T? ifEmpty = null)
        where T : class
    {
        byte[] body = new byte[Math.Min(context.Request.ContentLength ?? MaxBytes, MaxBytes) + 1];
        int length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MaxBytes)
        {
            await context.ProblemAsync(StatusCodes.Status413PayloadTooLarge, "body-too-large", $"The body has more than {MaxBytes} bytes.");
            return null;
        }

        if (length == 0 && ifEmpty is not null)
        {
            return ifEmpty;
        }

        try
        {
            if (JsonSerializer.Deserialize<T>(body.AsSpan(0, length), Strict) is { } value)
            {
                return value;
            }
        }
        catch (JsonException)
        {
        }

        await context.ProblemAsync(StatusCodes.Status400BadRequest, "bad-request", $"Send {shape}");
        return null;
    }
}
