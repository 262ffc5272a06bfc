using System.Net;
using System.Security.Authentication;

namespace Edge.Gateway.Observability;

/// <summary>
/// One finished request, for <see cref="AccessLog"/>. Members left at their default are left out of the line, except where
/// noted. Texts may hold anything that a client can send: the log escapes and cuts them.
/// </summary>
internal readonly struct AccessLogEntry
{
    /// <summary>When the request's headers had arrived. Always written, in UTC.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>From <see cref="Timestamp"/> to the end of the response. Always written, in nanoseconds.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The method as the client sent it.</summary>
    public string? Method { get; init; }

    /// <summary>The path. Anything from a <c>?</c> on is cut off: a query may hold secrets (tokens, codes, passwords); those in the path are masked by <see cref="SecretPaths"/>.</summary>
    public string? Path { get; init; }

    /// <summary>The host that the client asked for.</summary>
    public string? Host { get; init; }

    /// <summary>The protocol: <c>HTTP/1.1</c>, <c>HTTP/2</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary>The status sent to the client. Always written.</summary>
    public int StatusCode { get; init; }

    /// <summary>What became of the request. Always written.</summary>
    public RequestOutcome Outcome { get; init; }

    /// <summary>The client's address, as the trusted proxies tell it.</summary>
    public IPAddress? ClientAddress { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>Body bytes received; null when not counted.</summary>
    public long? RequestBodyBytes { get; init; }

    /// <summary>Body bytes sent; null when not counted.</summary>
    public long? ResponseBodyBytes { get; init; }

    public string? Tenant { get; init; }

    public string? Cell { get; init; }

    public string? Destination { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The <c>traceparent</c> sent to the origin; its trace id is logged.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The decision of the rate limits, a word of a closed set, with the bucket where it helps.</summary>
    public string? RateLimit { get; init; }

    /// <summary>The verdict of the WAF, a word of a closed set.</summary>
    public string? Waf { get; init; }

    /// <summary>The version of TLS; <see cref="SslProtocols.None"/> on a plain connection.</summary>
    public SslProtocols Tls { get; init; }

    /// <summary>The JA4 fingerprint of the client's TLS; null on a plain connection.</summary>
    public string? Ja4 { get; init; }
}
