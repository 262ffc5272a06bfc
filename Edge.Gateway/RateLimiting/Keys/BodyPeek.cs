using System.Buffers;
using System.IO.Pipelines;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary>Looks at a request body and leaves it where it is, for the rules and the origin to read.</summary>
internal static class BodyPeek
{
    /// <summary>Whether the body may be looked at: it has one, of a known length that is not too long.</summary>
    public static bool IsWanted(HttpRequest request) => request.ContentLength is > 0 and <= KeyLimits.MaxBodyBytes;

    /// <summary>Waits for the whole body. The caller ends with <see cref="PutBack"/>.</summary>
    public static async ValueTask<ReadOnlySequence<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        PipeReader reader = request.BodyReader;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancellationToken);
            if (result.IsCompleted || result.IsCanceled || result.Buffer.Length >= request.ContentLength)
            {
                return result.Buffer;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>Gives the body back unread.</summary>
    public static void PutBack(HttpRequest request, in ReadOnlySequence<byte> body) => request.BodyReader.AdvanceTo(body.Start, body.Start);
}
