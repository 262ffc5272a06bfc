namespace Edge.Gateway.Tls;

/// <summary>One entry of <c>tls.certificates</c>. Relative paths count from the configuration folder.</summary>
internal sealed record CertificateOptions
{
    /// <summary>
    /// Names this certificate is chosen for: <c>www.example.com</c>, <c>*.example.com</c> (exactly one label) or <c>*</c>
    /// (the default for every other name). Empty: the DNS names in the certificate itself.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>PEM (one certificate or a full chain), DER, or PFX/PKCS#12.</summary>
    public required string Certificate { get; init; }

    /// <summary>PEM file of the private key; null when <see cref="Certificate"/> holds it too.</summary>
    public string? Key { get; init; }

    /// <summary>Password of the PFX or of the encrypted key; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>Keeps the password out of logs.</summary>
    public override string ToString() => $"{Certificate} for {(Hosts.Count == 0 ? "its own names" : string.Join(", ", Hosts))}";
}
