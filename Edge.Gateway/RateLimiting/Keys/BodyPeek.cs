using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary>Looks at a request body and leaves it where it is, for the rules and the origin to read.</summary>
internal static class BodyPeek
{
    /// <summary>Whether the body may be looked at: there is one, and it does not say that it is too long.</summary>
    public static bool IsWanted(HttpRequest request) => request.ContentLength is { } length
        ? length is > 0 and <= KeyLimits.MaxBodyBytes
        : !HttpMethods.IsConnect(request.Method) && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }; // In chunks, or an HTTP/2 stream; a tunnel has no end.

    /// <summary>Waits for the whole body, or for more of it than is looked at. The caller ends with <see cref="PutBack"/>.</summary>
    public static async ValueTask<ReadOnlySequence<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        PipeReader reader = request.BodyReader;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancellationToken);
            if (result.IsCompleted || result.IsCanceled || result.Buffer.Length >= (request.ContentLength ?? KeyLimits.MaxBodyBytes + 1))
            {
                return result.Buffer;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>Gives the body back unread.</summary>
    public static void PutBack(HttpRequest request, in ReadOnlySequence<byte> body) => request.BodyReader.AdvanceTo(body.Start, body.Start);
}
