using System.Buffers;

namespace Edge.Gateway.Tls;

/// <summary>The answer to plain HTTP on the TLS port, as nginx gives one: a person sees what went wrong.</summary>
internal static class PlainHttpReply
{
    /// <summary>The whole response. Fixed, so that it can say nothing of what the client sent.</summary>
    public static ReadOnlyMemory<byte> Bytes { get; } =
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 40\r\nConnection: close\r\n\r\nThis port speaks HTTPS. Use https://...\n"u8.ToArray();

    /// <summary>Whether the bytes start as an HTTP method does, with a capital letter (RFC 9110 §9.1).</summary>
    public static bool IsFor(in ReadOnlySequence<byte> buffer) => !buffer.FirstSpan.IsEmpty && char.IsAsciiLetterUpper((char)buffer.FirstSpan[0]);
}
