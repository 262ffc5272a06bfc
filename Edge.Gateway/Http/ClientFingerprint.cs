namespace Edge.Gateway.Http;

/// <summary>What the client's TLS handshake says of its software; in the features of a TLS connection, made once for it.</summary>
/// <param name="Ja4">The JA4 fingerprint, such as <c>t13d1516h2_8daaf6152771_e5627efa2ab1</c>: lower-case ASCII, 36 chars.</param>
internal sealed record ClientFingerprint(string Ja4);
