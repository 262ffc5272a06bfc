namespace Edge.Gateway.Portal.StatusPage;

/// <summary>Limits of the public status listener: anybody may call it, and it must not cost the gateway anything that is felt.</summary>
internal static class StatusLimits
{
    /// <summary>Most connections at once.</summary>
    public const int MaxConnections = 500;

    /// <summary>Most connections of one address (of IPv6: one /64) at once. Not for <c>trustedProxies</c>, behind whom many stand.</summary>
    public const int MaxConnectionsPerAddress = 20;

    /// <summary>Longest request line, in bytes.</summary>
    public const int MaxRequestLineBytes = 2048;

    /// <summary>Largest headers of a request, in bytes.</summary>
    public const int MaxHeadersBytes = 8 * 1024;

    /// <summary>Most headers of a request.</summary>
    public const int MaxHeaders = 40;

    /// <summary>Longest time for the headers of a request.</summary>
    public static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Longest time a connection stays open without a request.</summary>
    public static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Requests per second of one address (of IPv6: one /64), and how many may come at once. Not for <c>trustedProxies</c>, behind whom many stand.</summary>
    public const int RequestsPerSecond = 10;

    /// <inheritdoc cref="RequestsPerSecond"/>
    public const int Burst = 60;

    /// <summary>Requests per second of everybody, and how many may come at once.</summary>
    public const int TotalPerSecond = 2000;

    /// <summary>Most addresses that are counted at a time; those beyond share one count.</summary>
    public const int MaxAddresses = 20_000;

    /// <summary>Most downloads of the ledger at a time.</summary>
    public const int MaxDownloads = 2;

    /// <summary>Longest span of one download of entries.</summary>
    public static readonly TimeSpan MaxDownloadSpan = TimeSpan.FromDays(1);

    /// <summary>Longest time of one download: who reads too slowly is cut then, and makes room.</summary>
    public static readonly TimeSpan DownloadTimeout = TimeSpan.FromMinutes(1);

    /// <summary>How long others may keep a document.</summary>
    public const int MaxAgeSeconds = 5;
}
