using System.Net;
using System.Net.Mail;
using System.Text;

namespace Edge.Gateway.Notifications;

/// <summary>Sends a mail in plain text.</summary>
/// <param name="settings">The server, and whom to.</param>
internal sealed class SmtpTarget(SmtpSettings settings) : INotificationTarget
{
    public string Channel => "smtp";

    public string Name => settings.Host;

    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        using SmtpClient client = new(settings.Host, settings.Port)
        {
            EnableSsl = settings.StartTls,
            Credentials = settings.User is null ? null : new NetworkCredential(settings.User, settings.Password),
        };
        using MailMessage message = new() { From = new MailAddress(settings.From), Subject = notification.Subject, Body = TextOf(notification), BodyEncoding = Encoding.UTF8 };
        foreach (string recipient in settings.To)
        {
            message.To.Add(recipient);
        }

        message.Headers.Add("Message-ID", $"<{notification.Id}@{new MailAddress(settings.From).Host}>");
        await client.SendMailAsync(message, cancellationToken);
    }

    private static string TextOf(Notification notification)
    {
        StringBuilder text = new();
        text.AppendLine(notification.Subject).AppendLine()
            .Append("Event:  ").AppendLine(notification.Type)
            .Append("Time:   ").AppendLine(notification.Time.ToString("u"))
            .Append("Actor:  ").AppendLine(notification.Actor)
            .Append("Reason: ").AppendLine(notification.Reason.Length == 0 ? "none given" : notification.Reason).AppendLine();
        foreach (string target in notification.Targets)
        {
            text.Append("  ").AppendLine(target);
        }

        return notification.TargetCount > notification.Targets.Count ? text.Append("  and ").Append(notification.TargetCount - notification.Targets.Count).AppendLine(" more").ToString() : text.ToString();
    }
}
