namespace Edge.Gateway.Tls;

/// <summary>Every bound of the TLS feature, by name.</summary>
internal static class TlsLimits
{
    /// <summary>
    /// Time from the accepted connection to the end of the TLS handshake. One budget for the ClientHello and the rest,
    /// so that a client cannot hold a connection for longer by dripping bytes. Kestrel's own default is also 10 s.
    /// </summary>
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Bytes of one ClientHello, handshake header included. Real ones are 200 B to 4 KB (post-quantum key shares, a
    /// session ticket, padding); 16 KiB is one full TLS record (RFC 8446 §5.1).
    /// </summary>
    public const int MaxClientHelloBytes = 16 * 1024;

    /// <summary>Records that one ClientHello may be split into; keeps the re-reading of a dripped hello linear.</summary>
    public const int MaxClientHelloRecords = 64;

    /// <summary>Payload of one plaintext record: 2^14 bytes (RFC 8446 §5.1).</summary>
    public const int MaxRecordBytes = 16 * 1024;

    /// <summary>Extensions read from one ClientHello. About 70 are registered with IANA; a browser sends under 20.</summary>
    public const int MaxExtensions = 128;

    /// <summary>
    /// Codes kept of each list of a ClientHello (cipher suites, extensions, signature algorithms), so that a hostile hello
    /// does not sit in memory for as long as its connection. About 350 cipher suites are registered with IANA.
    /// </summary>
    public const int MaxKeptCodes = 384;

    /// <summary>Characters of a server name: a DNS name (RFC 1035 §2.3.4).</summary>
    public const int MaxServerNameLength = 255;

    /// <summary>Size of one certificate or key file. A full chain is 3 to 10 KB.</summary>
    public const int MaxCertificateFileBytes = 1024 * 1024;

    /// <summary>Certificates of one node: <c>tls.certificates</c>.</summary>
    public const int MaxCertificates = 10_000;

    /// <summary>Quiet time after a change in a certificate folder before its files are read, so that both files of a pair are written.</summary>
    public static readonly TimeSpan ReloadDebounce = TimeSpan.FromMilliseconds(500);

    /// <summary>How often the files are compared without any notice, for file systems that send none (network mounts, some containers).</summary>
    public static readonly TimeSpan ReloadPoll = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Folders watched by notice; the rest relies on <see cref="ReloadPoll"/>. Each costs one inotify instance, of which
    /// Linux grants a user 128 by default.
    /// </summary>
    public const int MaxWatchedFolders = 16;

    /// <summary>Lifetime of the self-signed default; browsers accept at most 398 days.</summary>
    public static readonly TimeSpan SelfSignedLifetime = TimeSpan.FromDays(397);

    /// <summary>Rest of its life at which the self-signed default is made anew, and at which other certificates are warned about.</summary>
    public static readonly TimeSpan ExpiryWarning = TimeSpan.FromDays(14);
}
