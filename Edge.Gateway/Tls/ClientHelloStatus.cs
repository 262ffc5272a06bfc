namespace Edge.Gateway.Tls;

/// <summary>What the first bytes of a connection are.</summary>
internal enum ClientHelloStatus : byte
{
    /// <summary>Not enough yet to tell.</summary>
    NeedMore,

    /// <summary>A whole ClientHello, understood.</summary>
    Complete,

    /// <summary>A whole ClientHello by its frame, with a body against the RFC. TLS itself must refuse it, with an alert.</summary>
    Malformed,

    /// <summary>Above <see cref="TlsLimits.MaxClientHelloBytes"/> or <see cref="TlsLimits.MaxClientHelloRecords"/>.</summary>
    TooLarge,

    /// <summary>No TLS at all.</summary>
    NotTls,
}
