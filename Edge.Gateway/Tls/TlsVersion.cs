namespace Edge.Gateway.Tls;

/// <summary>A protocol version, in order of age; the closed set behind the metric's label <c>version</c>.</summary>
internal enum TlsVersion : byte
{
    /// <summary>Unknown: no ClientHello was understood.</summary>
    None,

    /// <summary>SSL 2.0.</summary>
    Ssl2,

    /// <summary>SSL 3.0.</summary>
    Ssl3,

    /// <summary>TLS 1.0.</summary>
    Tls10,

    /// <summary>TLS 1.1.</summary>
    Tls11,

    /// <summary>TLS 1.2.</summary>
    Tls12,

    /// <summary>TLS 1.3.</summary>
    Tls13,
}
