using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Portal.Design;

/// <summary>Reads the forms of pages.</summary>
internal static class PortalForm
{
    /// <summary>Largest body of a form, in bytes, unless a form says otherwise.</summary>
    public const int MaxBytes = 4096;

    /// <summary>Most fields.</summary>
    public const int MaxFields = 32;

    /// <summary>The form; null for what is none, or is too large.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">Largest body.</param>
    /// <exception cref="BadHttpRequestException">More is sent than announced, or the client is too slow.</exception>
    public static async Task<IFormCollection?> ReadAsync(HttpContext context, int maxBytes = MaxBytes)
    {
        HttpRequest request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true || request.ContentLength > maxBytes)
        {
            return null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = maxBytes;
        }

        try
        {
            return await request.ReadFormAsync(new FormOptions { ValueCountLimit = MaxFields, KeyLengthLimit = 64, ValueLengthLimit = maxBytes, BufferBody = false }, context.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return null; // More fields, or longer ones.
        }
    }
}
