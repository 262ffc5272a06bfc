using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Edge.Gateway.Demo;

/// <summary>The open connections of a destination: counts them, finds out their protocol, and can reset them.</summary>
internal sealed class DemoConnections
{
    private readonly ConcurrentDictionary<string, ConnectionContext> _open = new(StringComparer.Ordinal);
    private long _accepted;

    /// <summary>Connections open now.</summary>
    public int OpenCount => _open.Count;

    /// <summary>Connections accepted so far.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Connection middleware: the first in the line of the listener.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        Interlocked.Increment(ref _accepted);
        _open[connection.ConnectionId] = connection;
        try
        {
            if (await Http2Preface.IsNextAsync(connection))
            {
                ClearTextHttp2Feature.Select(connection);
            }

            await next(connection);
        }
        finally
        {
            _open.TryRemove(connection.ConnectionId, out _);
        }
    }

    /// <summary>Resets one connection; none when it is already gone.</summary>
    public void Abort(string connectionId)
    {
        if (_open.TryGetValue(connectionId, out ConnectionContext? connection))
        {
            Abort(connection);
        }
    }

    /// <summary>Resets all connections but one, say that of the request which asks for it.</summary>
    public void AbortAll(string? exceptConnectionId)
    {
        foreach ((string id, ConnectionContext connection) in _open)
        {
            if (id != exceptConnectionId)
            {
                Abort(connection);
            }
        }
    }

    private static void Abort(ConnectionContext connection)
    {
        try
        {
            // Without linger the kernel sends RST in place of FIN: what a client of a killed process sees.
            if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            // The peer was faster.
        }

        connection.Abort(new ConnectionAbortedException("The demo destination resets this connection."));
    }
}
