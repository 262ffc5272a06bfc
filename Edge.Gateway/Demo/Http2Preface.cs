using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Edge.Gateway.Demo;

/// <summary>Looks at the first bytes of a connection without taking them.</summary>
/// <remarks>
/// RFC 9113 §3.4: a client with prior knowledge begins with <c>PRI * HTTP/2.0</c>. Three bytes tell it from every
/// method of HTTP/1.1. So one clear-text port serves both, which Kestrel alone does not offer without TLS and ALPN.
/// </remarks>
internal static class Http2Preface
{
    private static ReadOnlySpan<byte> Start => "PRI"u8;

    /// <summary>Waits for the first bytes; true when they begin HTTP/2. Ends early when the server stops.</summary>
    public static async ValueTask<bool> IsNextAsync(ConnectionContext connection)
    {
        PipeReader input = connection.Transport.Input;

        // The HTTP layer, which would answer a graceful stop, does not have the connection yet.
        CancellationToken closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using CancellationTokenRegistration registration = closing.UnsafeRegister(
            static state => ((PipeReader)state!).CancelPendingRead(), input);
        while (true)
        {
            ReadResult result = await input.ReadAsync();
            ReadOnlySequence<byte> buffer = result.Buffer;
            bool? decided = Decide(buffer);
            if (decided is null && !result.IsCompleted && !result.IsCanceled)
            {
                input.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }

            input.AdvanceTo(buffer.Start);
            return decided == true;
        }
    }

    private static bool? Decide(ReadOnlySequence<byte> buffer)
    {
        Span<byte> first = stackalloc byte[Start.Length];
        first = first[..(int)Math.Min(buffer.Length, first.Length)];
        buffer.Slice(0, first.Length).CopyTo(first);
        return !first.SequenceEqual(Start[..first.Length]) ? false : first.Length == Start.Length ? true : null;
    }
}
