using System.Net;

namespace Edge.LoadTests.Engine;

/// <summary>Where requests go, and over what.</summary>
/// <param name="Address">Address and port.</param>
/// <param name="IsTls">Whether by TLS.</param>
/// <param name="IsHttp2">HTTP/2 (with prior knowledge when not by TLS), or HTTP/1.1.</param>
/// <param name="IsNewConnection">Every iteration opens a connection and closes it; otherwise connections are kept.</param>
internal sealed record LoadTarget(IPEndPoint Address, bool IsTls, bool IsHttp2, bool IsNewConnection)
{
    /// <summary>Time a request may take from when it was sent, connecting included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>As h2load's <c>-m 8</c> in the comparisons.</summary>
    public const int DefaultStreams = 8;

    /// <summary>Requests under way on one connection of HTTP/2, at most.</summary>
    public int Streams { get; init; } = DefaultStreams;
}
