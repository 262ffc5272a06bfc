using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Edge.Gateway.Http;

/// <summary>Connections that this process makes to its own listeners, to try them as a client does.</summary>
/// <remarks>
/// Known by the port of the client's end, which is noted before it connects: nobody else can have it at the same time, and nothing is
/// sent that could be stolen or forged. Their requests cost no tenant's quota; see <see cref="EdgeRequest.IsOwn"/>.
/// </remarks>
internal sealed class OwnConnections
{
    private readonly ConcurrentDictionary<IPEndPoint, byte> _ends = [];

    /// <summary>Whether the far end of a connection is one of ours.</summary>
    public bool Contains(EndPoint? peer) => !_ends.IsEmpty && peer is IPEndPoint ip && _ends.ContainsKey(Plain(ip));

    /// <summary>Connects.</summary>
    /// <param name="listener">An address of this machine.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SocketException">Nothing listens there.</exception>
    public async ValueTask<Stream> ConnectAsync(IPEndPoint listener, CancellationToken cancellationToken)
    {
        var socket = new Socket(listener.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        IPEndPoint? end = null;
        try
        {
            socket.Bind(new IPEndPoint(listener.Address, 0));
            end = Plain((IPEndPoint)socket.LocalEndPoint!);
            _ends[end] = 0;
            await socket.ConnectAsync(listener, cancellationToken);
            return new OwnStream(socket, () => _ends.TryRemove(end, out _));
        }
        catch
        {
            socket.Dispose();
            if (end is not null)
            {
                _ends.TryRemove(end, out _);
            }

            throw;
        }
    }

    private static IPEndPoint Plain(IPEndPoint end) => end.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(end.Address.MapToIPv4(), end.Port) : end;

    private sealed class OwnStream(Socket socket, Action closed) : NetworkStream(socket, ownsSocket: true)
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing); // The port is free only after this.
            closed();
        }
    }
}
