using Microsoft.AspNetCore.Connections;

namespace Edge.Gateway.Tls;

/// <summary>What is known of a connection's handshake; in the connection's features from its first whole message on.</summary>
internal sealed class HandshakeFeature : IDisposable
{
    private CancellationTokenSource? _deadline;
    private CancellationTokenRegistration _abort;

    public HandshakeFeature(TimeProvider time) => _deadline = new CancellationTokenSource(TlsLimits.HandshakeTimeout, time);

    /// <summary>What the client offered; null when its hello was malformed.</summary>
    public ClientHello? Hello { get; set; }

    /// <summary>Whether the handshake has been completed.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>Whether <see cref="TlsLimits.HandshakeTimeout"/> has passed without that.</summary>
    public bool IsTimedOut => _deadline is { IsCancellationRequested: true };

    /// <summary>Cancelled at the deadline; none once the handshake is completed.</summary>
    public CancellationToken Deadline => _deadline?.Token ?? default;

    /// <summary>From here on the deadline closes the connection.</summary>
    public void AbortAtDeadline(ConnectionContext connection) => _abort = Deadline.UnsafeRegister(
        static state => ((ConnectionContext)state!).Abort(new ConnectionAbortedException("The TLS handshake took longer than TlsLimits.HandshakeTimeout.")),
        connection);

    /// <summary>The handshake is done: lifts the deadline, and keeps nothing of it for the life of the connection.</summary>
    public void Complete()
    {
        IsCompleted = true;
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _abort.Dispose();
        _abort = default;
        _deadline?.Dispose();
        _deadline = null;
    }
}
