namespace Edge.Gateway.Notifications;

/// <summary><c>notifications.smtp</c>.</summary>
/// <param name="Host">The mail server.</param>
/// <param name="Port">Its port.</param>
/// <param name="StartTls">Whether the connection must become a TLS one (RFC 3207) before anything is sent.</param>
/// <param name="User">Null signs in nowhere.</param>
/// <param name="Password">The user's.</param>
/// <param name="From">Sender.</param>
/// <param name="To">Recipients.</param>
internal sealed record SmtpSettings(string Host, int Port, bool StartTls, string? User, string? Password, string From, IReadOnlyList<string> To);
