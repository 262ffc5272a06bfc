namespace Edge.Gateway.Tls;

/// <summary>The section <c>tls</c> of <c>edge.json</c>.</summary>
internal sealed record TlsOptions
{
    /// <summary>The values of <c>tls.minimum</c>, for error texts.</summary>
    public const string AcceptedMinimums = "\"1.2\" or \"1.3\"";

    /// <summary>The lowest version accepted, default 1.2. TLS 1.0 and 1.1 are not offered at all (RFC 8996).</summary>
    public TlsMinimum Minimum { get; init; } = TlsMinimum.Tls12;

    /// <summary>
    /// The certificates, at most <see cref="TlsLimits.MaxCertificates"/>. The default for unknown names is the one with host
    /// <c>*</c>, else the first. Empty: a self-signed one is made under <c>certs/</c>.
    /// </summary>
    public IReadOnlyList<CertificateOptions> Certificates { get; init; } = [];

    /// <summary>Reads the value of <c>tls.minimum</c>; false when it is not one of <see cref="AcceptedMinimums"/>.</summary>
    public static bool TryParseMinimum(string? value, out TlsMinimum minimum)
    {
        minimum = value == "1.3" ? TlsMinimum.Tls13 : TlsMinimum.Tls12;
        return value is "1.2" or "1.3";
    }
}
