using System.Net.Mail;
using System.Text;
using Edge.Gateway.Config;

namespace Edge.Gateway.Notifications;

/// <summary>Reads <c>notifications</c> of <c>edge.json</c>.</summary>
internal sealed class NotificationCompiler(TimeProvider time) : ISnapshotCompiler
{
    private const string SecretPrefix = "whsec_"; // Standard Webhooks writes a base64 secret so.

    private static readonly Dictionary<string, SmtpTls> Tls = new(StringComparer.Ordinal) { ["startTls"] = SmtpTls.StartTls, ["implicit"] = SmtpTls.Implicit, ["none"] = SmtpTls.None };

    public void Compile(SnapshotBuilder builder)
    {
        ConfigObject notifications = builder.Edge.Object("notifications");
        IReadOnlyList<ConfigObject> webhooks = notifications.Objects("webhooks");
        if (webhooks.Count > NotificationSettings.MaxWebhooks)
        {
            notifications.Error("webhooks", ConfigCodes.TooMany, $"has {webhooks.Count} entries; at most {NotificationSettings.MaxWebhooks} are accepted.");
        }

        List<INotificationTarget> targets = [.. webhooks.Select(ReadWebhook)];
        ConfigObject smtp = notifications.Object("smtp");
        bool sendsMail = smtp.Has("host") || smtp.Has("from") || smtp.Has("to");
        SmtpSettings settings = ReadSmtp(builder, smtp, sendsMail);
        if (sendsMail)
        {
            targets.Add(new SmtpTarget(settings));
        }

        builder.Set(new NotificationSettings(targets));
    }

    private INotificationTarget ReadWebhook(ConfigObject webhook)
    {
        string text = webhook.RequiredText("url");
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0)
        {
            if (text.Length > 0)
            {
                webhook.Error("url", ConfigCodes.OutOfRange, "is no http or https URL; set one such as \"https://hooks.example.com/edge\", without user and password."); // Not repeated: its path may be a secret.
            }

            url = new Uri("http://127.0.0.1:1");
        }

        string? secret = webhook.Text("secret");
        byte[]? key = secret is null ? null : Encoding.UTF8.GetBytes(secret);
        if (secret?.StartsWith(SecretPrefix, StringComparison.Ordinal) == true && !TryBase64(secret[SecretPrefix.Length..], out key))
        {
            webhook.Error("secret", ConfigCodes.OutOfRange, $"begins with \"{SecretPrefix}\" but is not base64 after it; set the whole secret as your receiver shows it.");
        }

        return new WebhookTarget(url, key, time);
    }

    private static SmtpSettings ReadSmtp(SnapshotBuilder builder, ConfigObject smtp, bool isPresent)
    {
        IReadOnlyList<(string Text, ConfigPosition Position)> to = smtp.Texts("to");
        var settings = new SmtpSettings(
            isPresent ? smtp.RequiredText("host") : smtp.Text("host", ""),
            smtp.Whole("port", 587, 1, 65535),
            smtp.Choice("tls", SmtpTls.StartTls, Tls),
            smtp.Text("user"),
            smtp.Text("password"),
            isPresent ? smtp.RequiredText("from") : smtp.Text("from", ""),
            [.. to.Select(static entry => entry.Text)]);
        if (!isPresent)
        {
            return settings;
        }

        if (settings.From.Length > 0 && !IsAddress(settings.From))
        {
            smtp.Error("from", ConfigCodes.OutOfRange, $"is \"{settings.From}\"; set a mail address such as \"edge@example.com\".");
        }

        if (to.Count is 0 or > NotificationSettings.MaxRecipients)
        {
            smtp.Error("to", to.Count == 0 ? ConfigCodes.Missing : ConfigCodes.TooMany, $"has {to.Count} recipients; set 1 to {NotificationSettings.MaxRecipients} mail addresses.");
        }

        foreach ((string address, ConfigPosition position) in to.Where(static entry => !IsAddress(entry.Text)))
        {
            builder.Diagnostics.Error(position, ConfigCodes.OutOfRange, $"'notifications.smtp.to' has \"{address}\"; set mail addresses such as \"admin@example.com\".");
        }

        if (settings is { User: not null, Tls: SmtpTls.None })
        {
            smtp.Error("user", ConfigCodes.Conflict, "is set while 'tls' is \"none\", which would send the password in the clear; set \"startTls\", or leave the user out.");
        }

        return settings;
    }

    // The address alone, as it stands in commands: no name, no line breaks.
    private static bool IsAddress(string text) => MailAddress.TryCreate(text, out MailAddress? address) && address.Address == text && text.All(static letter => letter is > ' ' and not ('<' or '>'));

    private static bool TryBase64(string text, out byte[]? bytes)
    {
        byte[] buffer = new byte[text.Length];
        bool isGood = Convert.TryFromBase64String(text, buffer, out int length);
        bytes = isGood ? buffer[..length] : null;
        return isGood;
    }
}
