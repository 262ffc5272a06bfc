namespace Edge.Gateway.Tls;

/// <summary>Whether the client-facing listener asks clients for certificates: while a limit counts by them. Part of the snapshot.</summary>
internal sealed record ClientCertificateWish(bool IsWanted);
