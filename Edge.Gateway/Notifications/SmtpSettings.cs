namespace Edge.Gateway.Notifications;

/// <summary><c>notifications.smtp</c>.</summary>
/// <param name="Host">The mail server; its certificate must be for this name.</param>
/// <param name="Port">Its port.</param>
/// <param name="Tls">How the connection is encrypted.</param>
/// <param name="User">Null signs in nowhere.</param>
/// <param name="Password">The user's.</param>
/// <param name="From">Sender's address.</param>
/// <param name="To">Recipients' addresses.</param>
internal sealed record SmtpSettings(string Host, int Port, SmtpTls Tls, string? User, string? Password, string From, IReadOnlyList<string> To);
