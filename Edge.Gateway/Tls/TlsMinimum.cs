namespace Edge.Gateway.Tls;

/// <summary>The lowest protocol version that a listener accepts: <c>tls.minimum</c>.</summary>
internal enum TlsMinimum
{
    /// <summary><c>"1.2"</c>, the default.</summary>
    Tls12,

    /// <summary><c>"1.3"</c>.</summary>
    Tls13,
}
