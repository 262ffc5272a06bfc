namespace Edge.Gateway.Tls;

/// <summary>
/// What the client offered (RFC 8446 §4.1.2), without GREASE (RFC 8701). It stays with its connection for as long as that
/// lives, so lists are cut at <see cref="TlsLimits.MaxKeptCodes"/>.
/// </summary>
internal sealed class ClientHello
{
    /// <summary>The highest version offered, by <c>supported_versions</c>, else by <c>legacy_version</c>.</summary>
    public required TlsVersion HighestVersion { get; init; }

    /// <summary>The host name in lower case, without a final dot; null when none, or none that a host can have, was sent.</summary>
    public string? ServerName { get; init; }

    /// <summary>The first protocol of ALPN (RFC 7301) as Latin-1, null without ALPN. Client input: escape before printing.</summary>
    public string? FirstApplicationProtocol { get; init; }

    /// <summary>Whether ALPN names <c>h2</c>.</summary>
    public bool OffersHttp2 { get; init; }

    /// <summary>Cipher suites in the client's order.</summary>
    public ushort[] CipherSuites { get; init; } = [];

    /// <summary>Extension types in the client's order.</summary>
    public ushort[] Extensions { get; init; } = [];

    /// <summary>Signature algorithms in the client's order.</summary>
    public ushort[] SignatureAlgorithms { get; init; } = [];
}
