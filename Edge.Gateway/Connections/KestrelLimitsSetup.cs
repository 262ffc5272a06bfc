using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Edge.Gateway.Connections;

/// <summary>Gives <see cref="ConnectionLimits"/> to Kestrel, and sets what no operator has to choose.</summary>
internal sealed class KestrelLimitsSetup(ConnectionLimits limits) : IConfigureOptions<KestrelServerOptions>
{
    /// <inheritdoc/>
    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false; // Tells an attacker which exploits to try, and a client nothing.
        options.AllowSynchronousIO = false;

        // Headers are bytes. The default, UTF-8, answers 400 to bytes that are not valid UTF-8, and merges different byte
        // sequences where it replaces; Latin-1 maps each byte to one char and back, so rules see, and origins get, what was sent.
        options.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;

        ConfigureConnections(options.Limits);
        ConfigureHttp2(options.Limits.Http2);
    }

    private void ConfigureConnections(KestrelServerLimits target)
    {
        target.MaxConcurrentConnections = limits.MaxConnections;
        target.MaxConcurrentUpgradedConnections = limits.MaxUpgradedConnections;
        target.KeepAliveTimeout = limits.KeepAliveTimeout;
        target.RequestHeadersTimeout = limits.RequestHeadersTimeout;

        // Kestrel wants the whole request line and all headers to fit into its read-ahead buffer.
        target.MaxRequestBufferSize = Math.Max(limits.MaxRequestBufferBytes, Math.Max(limits.MaxRequestLineBytes, limits.MaxRequestHeadersBytes));
        target.MaxRequestLineSize = limits.MaxRequestLineBytes;
        target.MaxRequestHeadersTotalSize = limits.MaxRequestHeadersBytes;
        target.MaxRequestHeaderCount = limits.MaxRequestHeaderCount;
        target.MaxResponseBufferSize = limits.MaxResponseBufferBytes;
        target.MaxRequestBodySize = null; // Bodies are streamed; their limits are per route and in the WAF.
        target.MinRequestBodyDataRate = Rate(limits.MinRequestBodyBytesPerSecond);
        target.MinResponseDataRate = Rate(limits.MinResponseBytesPerSecond);
    }

    private void ConfigureHttp2(Http2Limits target)
    {
        target.MaxStreamsPerConnection = limits.MaxHttp2Streams;
        target.MaxFrameSize = limits.MaxHttp2FrameBytes;
        target.HeaderTableSize = limits.Http2HeaderTableBytes;
        target.MaxRequestHeaderFieldSize = limits.MaxHttp2HeaderFieldBytes;
        target.InitialConnectionWindowSize = limits.Http2ConnectionWindowBytes;
        target.InitialStreamWindowSize = limits.Http2StreamWindowBytes;
        target.KeepAlivePingDelay = limits.Http2PingDelay;
        target.KeepAlivePingTimeout = limits.Http2PingTimeout;
    }

    private MinDataRate? Rate(double? bytesPerSecond) => bytesPerSecond is { } rate ? new MinDataRate(rate, limits.MinDataRateGracePeriod) : null;
}
