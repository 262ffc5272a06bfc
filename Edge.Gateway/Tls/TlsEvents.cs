namespace Edge.Gateway.Tls;

/// <summary>Ids of this feature's log events: 2100 to 2199.</summary>
internal static class TlsEvents
{
    public const int CertificateReloaded = 2100;
    public const int CertificateReloadFailed = 2101;
    public const int CertificateWarning = 2102;
    public const int CertificateInForce = 2103;
    public const int FolderNotWatched = 2104;
    public const int SelfSignedNotRenewed = 2105;
    public const int HandshakeNotCompleted = 2110;
}
