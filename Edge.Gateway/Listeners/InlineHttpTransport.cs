using System.Net;
using Edge.Gateway.Config;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Edge.Gateway.Listeners;

/// <summary>The transport of the cleartext listener: requests run on the thread that read them.</summary>
/// <remarks>
/// Only there. Under TLS the protocol is not known yet when a connection is accepted, and inline scheduling costs HTTP/2 and large bodies their
/// batched writes: 24 against 19 µs, and 169 against 97 µs per request.
/// </remarks>
internal sealed class InlineHttpTransport(SnapshotStore snapshots, ILoggerFactory loggers) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory _sockets = new(Options.Create(new SocketTransportOptions { UnsafePreferInlineScheduling = true }), loggers);

    // By reference: two listeners on port 0 are equal.
    public bool CanBind(EndPoint endpoint) => InlineCompletions.IsOn && ReferenceEquals(endpoint, snapshots.Current.Get<ListenSettings>().Http);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => _sockets.BindAsync(endpoint, cancellationToken);
}
