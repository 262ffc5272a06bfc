using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Portal.Design;

/// <summary>Reads the forms of pages.</summary>
internal static class PortalForm
{
    /// <summary>Largest body of a form, in bytes.</summary>
    public const int MaxBytes = 4096;

    /// <summary>Most fields.</summary>
    public const int MaxFields = 32;

    /// <summary>The form; null for what is none, or is too large.</summary>
    /// <exception cref="BadHttpRequestException">More is sent than announced, or the client is too slow.</exception>
    public static async Task<IFormCollection?> ReadAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true || request.ContentLength > MaxBytes)
        {
            return null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MaxBytes;
        }

        try
        {
            return await request.ReadFormAsync(new FormOptions { ValueCountLimit = MaxFields, KeyLengthLimit = 64, ValueLengthLimit = MaxBytes, BufferBody = false }, context.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return null; // More fields, or longer ones.
        }
    }
}
