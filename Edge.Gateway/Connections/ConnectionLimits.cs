namespace Edge.Gateway.Connections;

/// <summary>
/// What one connection and all together may ask of the node. Limits on bodies are not here: they belong to routes and to the
/// WAF, and bodies are streamed.
/// </summary>
internal sealed record ConnectionLimits
{
    /// <summary>Open client connections, default 100,000; above it new ones are closed at once. Null: no limit. At some 40 KB for an idle TLS connection this is 4 GB.</summary>
    public long? MaxConnections { get; init; } = 100_000;

    /// <summary>Of those, upgraded ones (WebSocket), which live for long. Default 50,000; null: no limit.</summary>
    public long? MaxUpgradedConnections { get; init; } = 50_000;

    /// <summary>
    /// How long an idle HTTP/1.1 or HTTP/2 connection is kept, default 75 s as nginx has it: longer than the 60 s after which
    /// common balancers give up theirs, so that it is they who close first.
    /// </summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>From a request's first byte to the end of its headers, default 15 s (Kestrel: 30 s). Bounds slow-header attacks.</summary>
    public TimeSpan RequestHeadersTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Bytes of a request line, default 16 KiB (Kestrel: 8 KiB): redirects of identity protocols carry long queries. Longer: 414.</summary>
    public int MaxRequestLineBytes { get; init; } = 16 * 1024;

    /// <summary>Bytes of all request headers together, default 32 KiB as Kestrel. More: 431.</summary>
    public int MaxRequestHeadersBytes { get; init; } = 32 * 1024;

    /// <summary>Number of request headers, default 100 as Kestrel; browsers send under 40. More: 431.</summary>
    public int MaxRequestHeaderCount { get; init; } = 100;

    /// <summary>Slowest pace of a request body in bytes per second, default 240 as Kestrel; null: none. Bounds slow-body attacks.</summary>
    public double? MinRequestBodyBytesPerSecond { get; init; } = 240;

    /// <summary>Slowest pace at which a client takes a response, in bytes per second, default 240 as Kestrel; null: none. Bounds slow readers.</summary>
    public double? MinResponseBytesPerSecond { get; init; } = 240;

    /// <summary>How long a body may stay below its pace before the connection is closed, default 5 s as Kestrel. Above one second.</summary>
    public TimeSpan MinDataRateGracePeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of a request read ahead of the application on one connection, default 1 MiB as Kestrel.</summary>
    public long MaxRequestBufferBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes of a response held before writing waits for the client, default 64 KiB as Kestrel. Keeps big downloads flat in memory.</summary>
    public long MaxResponseBufferBytes { get; init; } = 64 * 1024;

    /// <summary>HTTP/2 requests at a time on one connection, default 100 (RFC 9113 §6.5.2 asks for no less).</summary>
    public int MaxHttp2Streams { get; init; } = 100;

    /// <summary>Bytes of an HTTP/2 frame's payload, default and least 16 KiB (RFC 9113 §4.2).</summary>
    public int MaxHttp2FrameBytes { get; init; } = 16 * 1024;

    /// <summary>Bytes of the HPACK table, default 4 KiB (RFC 7541): memory held for as long as the connection lives.</summary>
    public int Http2HeaderTableBytes { get; init; } = 4 * 1024;

    /// <summary>Bytes of one HTTP/2 header field, name and value, default 16 KiB (Kestrel: 32 KiB).</summary>
    public int MaxHttp2HeaderFieldBytes { get; init; } = 16 * 1024;

    /// <summary>Bytes that all streams of a connection may send unread, default 1 MiB as Kestrel. At least <see cref="Http2StreamWindowBytes"/>.</summary>
    public int Http2ConnectionWindowBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes that one stream may send unread, default 768 KiB as Kestrel: 60 Mbit/s at 100 ms.</summary>
    public int Http2StreamWindowBytes { get; init; } = 768 * 1024;

    /// <summary>Silence after which an HTTP/2 connection is asked for a sign of life, default 30 s (Kestrel: never).</summary>
    public TimeSpan Http2PingDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long that sign may take before the connection is closed, default 20 s as Kestrel.</summary>
    public TimeSpan Http2PingTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
