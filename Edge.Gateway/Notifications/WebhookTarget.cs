using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Edge.Gateway.Notifications;

/// <summary>Posts JSON, signed as the Standard Webhooks specification 1.0 says: headers <c>webhook-id</c>, <c>webhook-timestamp</c>, <c>webhook-signature</c>.</summary>
/// <remarks>The signature is HMAC-SHA-256 over <c>id.timestamp.body</c>; a receiver refuses old timestamps, and ids that it has seen.</remarks>
internal sealed class WebhookTarget(Uri url, byte[]? secret, TimeProvider time) : INotificationTarget
{
    // One for all: its connections are few, and it lives as long as the process.
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = NotificationService.AttemptTimeout,
    };

    public string Channel => "webhook";

    public string Name { get; } = url.Authority; // The path may hold a secret.

    public string Key { get; } = "webhook:" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(url.AbsoluteUri)).AsSpan(0, 16));

    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                type = notification.Type,
                timestamp = notification.Time,
                data = new { subject = notification.Subject, actor = notification.Actor, targets = notification.Targets, targetCount = notification.TargetCount, reason = notification.Reason },
            },
            JsonSerializerOptions.Web);
        string timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using HttpRequestMessage request = new(HttpMethod.Post, url) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.Add("webhook-id", notification.Id);
        request.Headers.Add("webhook-timestamp", timestamp);
        if (secret is not null)
        {
            request.Headers.Add("webhook-signature", "v1," + Sign(secret, notification.Id, timestamp, body));
        }

        using HttpResponseMessage response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The signature in base64.</summary>
    public static string Sign(byte[] secret, string id, string timestamp, ReadOnlySpan<byte> body) =>
        Convert.ToBase64String(HMACSHA256.HashData(secret, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body]));
}
