using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Edge.Gateway.Notifications;

/// <summary>Sends a mail in plain text.</summary>
/// <param name="settings">The server, and whom to.</param>
/// <param name="trust">Whom the server's certificate must come from; null: whom the system trusts.</param>
internal sealed class SmtpTarget(SmtpSettings settings, X509ChainPolicy? trust = null) : INotificationTarget
{
    // An encoded word has at most 75 chars (RFC 2047 section 2), and the subject is one.
    private const int MaxSubjectLength = 45;

    public string Channel => "smtp";

    public string Name => settings.Host;

    public string Key => "smtp:" + settings.Host; // One mail server; the recipients are those of the day it is sent.

    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        await using SmtpConversation server = new(trust);
        await server.ConnectAsync(settings.Host, settings.Port, cancellationToken);
        if (settings.Tls == SmtpTls.Implicit)
        {
            await server.EncryptAsync(settings.Host, cancellationToken);
        }

        string hello = "EHLO " + Environment.MachineName;
        await server.ExchangeAsync(null, '2', cancellationToken);
        await server.ExchangeAsync(hello, '2', cancellationToken);
        if (settings.Tls == SmtpTls.StartTls)
        {
            await server.ExchangeAsync("STARTTLS", '2', cancellationToken); // A server that cannot says 5xx, and nothing is sent.
            await server.EncryptAsync(settings.Host, cancellationToken);
            await server.ExchangeAsync(hello, '2', cancellationToken);
        }

        if (settings.User is not null)
        {
            string secret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{settings.User}\0{settings.Password}"));
            await server.ExchangeAsync("AUTH PLAIN " + secret, '2', cancellationToken); // RFC 4616.
        }

        await server.ExchangeAsync($"MAIL FROM:<{settings.From}>", '2', cancellationToken);
        foreach (string recipient in settings.To)
        {
            await server.ExchangeAsync($"RCPT TO:<{recipient}>", '2', cancellationToken);
        }

        await server.ExchangeAsync("DATA", '3', cancellationToken);
        await server.ExchangeAsync(MessageOf(notification) + "\r\n.", '2', cancellationToken);
        await server.ExchangeAsync("QUIT", '2', cancellationToken);
    }

    /// <summary>The message of RFC 5322, its lines ended as they are sent. Base64 needs no stuffing of dots.</summary>
    private string MessageOf(Notification notification) => string.Join(
        "\r\n",
        $"From: <{settings.From}>",
        $"To: {string.Join(",\r\n ", settings.To.Select(static recipient => $"<{recipient}>"))}",
        $"Subject: =?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(notification.Subject.Length <= MaxSubjectLength ? notification.Subject : notification.Subject[..MaxSubjectLength]))}?=",
        $"Date: {notification.Time.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture)}",
        $"Message-ID: <{notification.Id}{settings.From[settings.From.LastIndexOf('@')..]}>",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
        Convert.ToBase64String(Encoding.UTF8.GetBytes(TextOf(notification)), Base64FormattingOptions.InsertLineBreaks));

    private static string TextOf(Notification notification)
    {
        StringBuilder text = new();
        text.AppendLine(notification.Subject).AppendLine()
            .Append("Event:  ").AppendLine(notification.Type)
            .Append("Time:   ").AppendLine(notification.Time.ToString("u", CultureInfo.InvariantCulture))
            .Append("Actor:  ").AppendLine(notification.Actor)
            .Append("Reason: ").AppendLine(notification.Reason.Length == 0 ? "none given" : notification.Reason).AppendLine();
        foreach (string target in notification.Targets)
        {
            text.Append("  ").AppendLine(target);
        }

        return notification.TargetCount > notification.Targets.Count ? text.Append("  and ").Append(notification.TargetCount - notification.Targets.Count).AppendLine(" more").ToString() : text.ToString();
    }
}
