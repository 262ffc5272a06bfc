namespace Edge.Gateway.Tls;

/// <summary>How a connection to the TLS port began; the closed set behind the metric's label <c>outcome</c>.</summary>
internal enum HandshakeOutcome : byte
{
    /// <summary><c>ok</c>: the handshake was completed.</summary>
    Ok,

    /// <summary><c>refused</c>: the client offered no version that is accepted.</summary>
    Refused,

    /// <summary><c>failed</c>: no common cipher, a broken message, a client that rejects the certificate or leaves halfway.</summary>
    Failed,

    /// <summary><c>timeout</c>: not completed within <see cref="TlsLimits.HandshakeTimeout"/>.</summary>
    Timeout,

    /// <summary><c>aborted</c>: closed before a whole ClientHello had come, as a balancer's TCP probe does.</summary>
    Aborted,

    /// <summary><c>not_tls</c>: plain HTTP or anything else that is no TLS.</summary>
    NotTls,
}
