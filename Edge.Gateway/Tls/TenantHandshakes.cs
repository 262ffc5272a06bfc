using System.Net.Security;

namespace Edge.Gateway.Tls;

/// <summary>Handshakes of one tenant's clients, by what was agreed on or refused. Any thread.</summary>
internal sealed class TenantHandshakes
{
    /// <summary>Ciphers that are told apart: those that <see cref="OpenSslPolicy"/> allows; whatever else there may be is the last.</summary>
    private static readonly TlsCipherSuite[] Ciphers =
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    private readonly long[] _agreed = new long[(int)TlsVersion.Tls13 + 1];
    private readonly long[] _refused = new long[(int)TlsVersion.Tls13 + 1];
    private readonly long[] _ciphers = new long[Ciphers.Length + 1];

    /// <summary>All of them.</summary>
    public long Total => _agreed.Sum() + _refused.Sum();

    /// <summary>Completed handshakes by version, those that occurred.</summary>
    public IEnumerable<KeyValuePair<string, long>> AgreedByVersion => ByVersion(_agreed);

    /// <summary>Refused clients by the highest version that they offered.</summary>
    public IEnumerable<KeyValuePair<string, long>> RefusedByVersion => ByVersion(_refused);

    /// <summary>Completed handshakes by cipher suite, the most used first.</summary>
    public IEnumerable<KeyValuePair<string, long>> AgreedByCipher => _ciphers
        .Select(static (count, index) => KeyValuePair.Create(index < Ciphers.Length ? Ciphers[index].ToString() : "other", count))
        .Where(static pair => pair.Value > 0).OrderByDescending(static pair => pair.Value);

    public void Agreed(TlsVersion version, TlsCipherSuite? cipher)
    {
        Interlocked.Increment(ref _agreed[(int)version]);
        int index = cipher is { } suite ? Array.IndexOf(Ciphers, suite) : -1;
        Interlocked.Increment(ref _ciphers[index < 0 ? Ciphers.Length : index]);
    }

    public void Refused(TlsVersion version) => Interlocked.Increment(ref _refused[(int)version]);

    private static IEnumerable<KeyValuePair<string, long>> ByVersion(long[] counts) => counts
        .Select(static (count, index) => KeyValuePair.Create(TlsVersions.ToLabel((TlsVersion)index), count)).Where(static pair => pair.Value > 0);
}
