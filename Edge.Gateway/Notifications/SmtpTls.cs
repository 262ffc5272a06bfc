namespace Edge.Gateway.Notifications;

/// <summary>How a connection to a mail server is encrypted.</summary>
internal enum SmtpTls
{
    /// <summary>Begins in the clear and must become a TLS one before anything is sent (RFC 3207).</summary>
    StartTls,

    /// <summary>Is a TLS one from the first byte (RFC 8314).</summary>
    Implicit,

    /// <summary>Never is.</summary>
    None,
}
