using System.Security.Authentication;

namespace Edge.Gateway.Tls;

/// <summary>Versions as the wire, .NET and the metrics write them.</summary>
internal static class TlsVersions
{
    private const ushort Tls12OnTheWire = 0x0303;

    /// <summary>The version of a <c>supported_versions</c> entry; <see cref="TlsVersion.None"/> for GREASE, drafts and DTLS.</summary>
    public static TlsVersion FromSupported(ushort wire) => wire switch
    {
        0x0002 => TlsVersion.Ssl2,
        0x0300 => TlsVersion.Ssl3,
        0x0301 => TlsVersion.Tls10,
        0x0302 => TlsVersion.Tls11,
        0x0303 => TlsVersion.Tls12,
        0x0304 => TlsVersion.Tls13,
        _ => TlsVersion.None,
    };

    /// <summary>The version of the field <c>client_version</c>, which never says more than 1.2 (RFC 8446 §4.1.2): whatever is above counts as 1.2.</summary>
    public static TlsVersion FromLegacy(ushort wire) => wire > Tls12OnTheWire ? TlsVersion.Tls12 : FromSupported(wire);

    /// <summary>The version that a finished handshake agreed on.</summary>
    public static TlsVersion FromNegotiated(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls13 => TlsVersion.Tls13,
        SslProtocols.Tls12 => TlsVersion.Tls12,
        _ => TlsVersion.None, // Nothing else is enabled.
    };

    /// <summary>The value of the metric's label <c>version</c>.</summary>
    public static string ToLabel(TlsVersion version) => version switch
    {
        TlsVersion.Ssl2 => "ssl2",
        TlsVersion.Ssl3 => "ssl3",
        TlsVersion.Tls10 => "1.0",
        TlsVersion.Tls11 => "1.1",
        TlsVersion.Tls12 => "1.2",
        TlsVersion.Tls13 => "1.3",
        _ => "none",
    };
}
