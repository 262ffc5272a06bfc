using Edge.Gateway.Http;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Tunnels;

/// <summary>An open upgraded connection, such as a WebSocket, through the gateway.</summary>
/// <remarks>Its context belongs to the server once the request has ended, so it is touched only under the lock, and not after <see cref="End"/>.</remarks>
internal sealed class Tunnel(HttpContext context, EdgeRequest request, Tenant tenant, Cell cell, bool mayWrite)
{
    private readonly Lock _lock = new();
    private bool _hasEnded;

    public string TenantId { get; } = tenant.Id;

    public Cell Cell { get; } = cell;

    /// <summary>Whether what goes through it may change data.</summary>
    public bool MayWrite { get; } = mayWrite;

    /// <summary>The destination at its other end; null before it is chosen, and after the end.</summary>
    public string? FindDestination()
    {
        lock (_lock)
        {
            return _hasEnded ? null : request.DestinationId;
        }
    }

    /// <summary>Timestamp since when its place is drained; null while it is not. The watch's own.</summary>
    public long? LeavingSince { get; set; }

    public void End()
    {
        lock (_lock)
        {
            _hasEnded = true;
        }
    }

    /// <summary>Breaks it off.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (!_hasEnded)
            {
                _hasEnded = true;
                context.Abort();
            }
        }
    }
}
