using System.Diagnostics;
using System.Net;
using Edge.Gateway.Config;

namespace Edge.Gateway.Http;

/// <summary>What the gateway knows of one request: the features write to it as the request passes, the log and the metrics read it at the end.</summary>
/// <remarks>Pooled: nobody keeps a reference after the response. A request is handled by one thread at a time.</remarks>
internal sealed class EdgeRequest
{
    /// <summary>The configuration this request is answered by, from its first to its last byte.</summary>
    public EdgeSnapshot Snapshot { get; private set; } = null!;

    /// <summary><see cref="TimeProvider"/> timestamp of the arrival.</summary>
    public long StartTimestamp { get; private set; }

    /// <summary>The id in <c>X-Request-Id</c>, problem bodies and the log.</summary>
    public string RequestId { get; set; } = "";

    /// <summary>W3C trace context passed to the origin; null passes on what the client sent.</summary>
    public string? TraceParent { get; set; }

    /// <summary>The request's span while it is traced; null for the most.</summary>
    public Activity? Span { get; set; }

    /// <summary>Whether the peer is one of <c>trustedProxies</c>, so that its forwarded headers count.</summary>
    public bool PeerIsTrusted { get; set; }

    /// <summary>Whether this process sent it itself, to try its own front door: it takes the way of every request, but costs no quota, is not counted as a client's, and no list or ban refuses it.</summary>
    public bool IsOwn { get; set; }

    /// <summary>The client's address: the peer's, or what trusted proxies say; IPv4 never in its IPv6-mapped form.</summary>
    public IPAddress ClientAddress { get; set; } = IPAddress.None;

    /// <summary><see cref="ClientAddress"/> as text.</summary>
    public string ClientAddressText { get; set; } = "";

    /// <summary>Null until the host is matched, and for unknown hosts.</summary>
    public ITenantIdentity? Tenant { get; set; }

    /// <summary>Null until the request is routed.</summary>
    public ICellIdentity? Cell { get; set; }

    /// <summary>Whether the tenant or its cell is read-only: writes are refused, and the origin and the client are told.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>The destination that answered, or was tried last.</summary>
    public string? DestinationId { get; set; }

    /// <summary>How often another destination was tried.</summary>
    public int Retries { get; set; }

    /// <summary>The scope nearest to exhaustion; its <see cref="RateLimitOutcome.Policy"/> is null when no bucket matched.</summary>
    public RateLimitOutcome RateLimit { get; set; }

    /// <summary>What the rate limits keep with a request; stays with the pooled object through <see cref="Reset"/>, so that it is made once.</summary>
    public object? RateLimitState { get; set; }

    /// <summary>What forwarding keeps with a request; stays with the pooled object as <see cref="RateLimitState"/> does.</summary>
    public object? ForwardingState { get; set; }

    public WafOutcome Waf { get; set; }

    /// <summary>What ended the request at the gateway itself; null when an origin answered.</summary>
    public EdgeProblem? Problem { get; set; }

    public void Begin(EdgeSnapshot snapshot, long startTimestamp)
    {
        (Snapshot, StartTimestamp) = (snapshot, startTimestamp);
    }

    /// <summary>Forgets the request, so that the pool holds nothing of it.</summary>
    public void Reset()
    {
        Snapshot = null!;
        StartTimestamp = 0;
        RequestId = "";
        TraceParent = null;
        Span = null;
        PeerIsTrusted = false;
        IsOwn = false;
        ClientAddress = IPAddress.None;
        ClientAddressText = "";
        Tenant = null;
        Cell = null;
        IsReadOnly = false;
        DestinationId = null;
        Retries = 0;
        RateLimit = default;
        Waf = WafOutcome.NotInspected;
        Problem = null;
    }
}
