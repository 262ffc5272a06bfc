namespace Edge.Gateway.Observability;

/// <summary>What bounds the memory of <see cref="AccessLog"/>. An entry's texts stay below 7 KiB, so a full queue below 60 MiB.</summary>
internal static class AccessLogLimits
{
    /// <summary>Entries that wait for the writer; further ones are dropped and counted. A second of a busy node.</summary>
    public const int MaxQueuedEntries = 8192;

    /// <summary>Bytes after which a batch is written, the size of a Linux pipe. One line may exceed it by its own length.</summary>
    public const int MaxBatchBytes = 64 * 1024;

    /// <summary>UTF-16 units of a path; the rest is cut off.</summary>
    public const int MaxPathChars = 2048;

    /// <summary>UTF-16 units of a user agent; the rest is cut off.</summary>
    public const int MaxUserAgentChars = 512;

    /// <summary>UTF-16 units of a host name (RFC 1035 §2.3.4: 255 octets, and a port); the rest is cut off.</summary>
    public const int MaxHostChars = 261;

    /// <summary>UTF-16 units of a method; the rest is cut off.</summary>
    public const int MaxMethodChars = 32;

    /// <summary>Time to write what is queued when the process stops: ample for a full queue, unless the reader of the output hangs.</summary>
    public static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(2);
}
