using System.Collections.Concurrent;

namespace Edge.Gateway.Cells.Tunnels;

/// <summary>All open tunnels; as many as the server accepts.</summary>
internal sealed class TunnelRegistry
{
    private readonly ConcurrentDictionary<Tunnel, bool> _tunnels = [];

    public IEnumerable<Tunnel> All => _tunnels.Keys;

    public int Count => _tunnels.Count;

    public void Add(Tunnel tunnel) => _tunnels.TryAdd(tunnel, true);

    public void Remove(Tunnel tunnel)
    {
        tunnel.End();
        _tunnels.TryRemove(tunnel, out _);
    }
}
