using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Edge.Gateway.Config;
using Edge.Gateway.Notifications;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Tests.Gateway.Notifications;

public sealed class NotificationServiceTests
{
    private static readonly Notification Sample = new(
        "0195", "system.dr.failover", new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero), "Failover of acme.example.com", "ops-1", ["acme.example.com"], 3, "region lost");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Webhook_GetsSignedJsonAndIsTriedAgainAfterAFailure()
    {
        List<(string Id, string Timestamp, string Signature, string Body)> received = [];
        await using WebApplication receiver = WebApplication.CreateSlimBuilder().Build();
        receiver.Urls.Add("http://127.0.0.1:0");
        receiver.MapPost("/hook", async context =>
        {
            using StreamReader body = new(context.Request.Body);
            IHeaderDictionary headers = context.Request.Headers;
            received.Add((headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, await body.ReadToEndAsync(Token)));
            context.Response.StatusCode = received.Count == 1 ? 500 : 204;
        });
        await receiver.StartAsync(Token);
        using ConfigFolder folder = new();
        folder.With("edge.json", $$"""{ "notifications": { "webhooks": [ { "url": "{{receiver.Urls.First()}}/hook", "secret": "whsec_{{Convert.ToBase64String("key"u8)}}" } ] } }""");
        ManualTime time = new(DateTimeOffset.UnixEpoch);
        using NotificationService service = Service(folder, time);
        TaskCompletionSource paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        time.TimerCreated += due => _ = due == NotificationService.FirstPause && paused.TrySetResult();
        await service.StartAsync(Token);
        service.Notify(Sample);
        await paused.Task.WaitAsync(Token);
        time.Advance(NotificationService.FirstPause);
        await TestGateway.WaitUntilAsync(() => received.Count == 2);
        await service.StopAsync(Token);

        Assert.Equal(received[0].Body, received[1].Body);
        Assert.Equal("0195", received[1].Id);
        Assert.Equal("v1," + WebhookTarget.Sign("key"u8.ToArray(), received[1].Id, received[1].Timestamp, Encoding.UTF8.GetBytes(received[1].Body)), received[1].Signature);
        Assert.Equal(
            """{"type":"system.dr.failover","timestamp":"2026-03-04T05:06:07+00:00","data":{"subject":"Failover of acme.example.com","actor":"ops-1","targets":["acme.example.com"],"targetCount":3,"reason":"region lost"}}""",
            received[1].Body);
    }

    [Fact]
    public void Sign_OfTheSpecificationsExample_IsItsSignature() =>
        Assert.Equal(
            "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookTarget.Sign(Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "{\"test\": 2432232314}"u8));

    [Fact]
    public async Task Mail_ToASmtpServer_NamesSubjectActorAndDomains()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task<string> mail = ReceiveMailAsync(listener);
        await new SmtpTarget(new SmtpSettings("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, SmtpTls.None, null, null, "edge@example.com", ["a@example.com", "b@example.com"])).SendAsync(Sample, Token);
        string text = await mail.WaitAsync(Token);
        Assert.Contains("RCPT TO:<a@example.com>", text, StringComparison.Ordinal);
        Assert.Contains("RCPT TO:<b@example.com>", text, StringComparison.Ordinal);
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        Assert.Contains($"Subject: =?utf-8?B?{Convert.ToBase64String("Failover of acme.example.com"u8)}?=", lines);
        int body = Array.FindIndex(lines, Array.IndexOf(lines, "DATA"), static line => line.Length == 0) + 1;
        string read = Encoding.UTF8.GetString(Convert.FromBase64String(string.Concat(lines[body..Array.IndexOf(lines, ".")])));
        foreach (string line in (string[])["Event:  system.dr.failover", "Actor:  ops-1", "Reason: region lost", "  acme.example.com", "  and 2 more"])
        {
            Assert.Contains(line, read, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Mail_ToAServerWithoutStartTls_SendsNothing()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task<string> mail = ReceiveMailAsync(listener, refused: "STARTTLS");
        SmtpTarget target = new(new SmtpSettings("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, SmtpTls.StartTls, "user", "secret", "edge@example.com", ["a@example.com"]));
        Exception refused = await Assert.ThrowsAsync<IOException>(() => target.SendAsync(Sample, Token));
        Assert.Equal("The mail server answered 502.", refused.Message);
        string text = await mail.WaitAsync(Token);
        Assert.DoesNotContain("AUTH", text, StringComparison.Ordinal);
        Assert.DoesNotContain("MAIL", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mail_OverTls_IsDeliveredAndNothingButTheGreetingIsSaidInTheClear(bool isImplicit)
    {
        await using TestMailServer server = new(isImplicit);
        SmtpSettings settings = new("localhost", server.Port, isImplicit ? SmtpTls.Implicit : SmtpTls.StartTls, "user", "secret", "edge@example.com", ["a@example.com"]);
        await new SmtpTarget(settings, server.Trust).SendAsync(Sample, Token);
        string[] clear = [.. server.Said.Where(static line => line.StartsWith("clear: ", StringComparison.Ordinal)).Select(static line => line[7..].Split(' ')[0])];
        Assert.Equal(isImplicit ? [] : ["EHLO", "STARTTLS"], clear);
        foreach (string line in (string[])["AUTH PLAIN " + Convert.ToBase64String("\0user\0secret"u8), "MAIL FROM:<edge@example.com>", "RCPT TO:<a@example.com>", "DATA", ".", "QUIT"])
        {
            Assert.Contains("tls: " + line, server.Said);
        }
    }

    [Theory]
    [InlineData("mail.example.com", true)] // Another's certificate.
    [InlineData("localhost", false)] // One that nobody vouches for.
    public async Task Mail_ToAServerThatIsNotWhoItShouldBe_SendsNothing(string name, bool isTrusted)
    {
        await using TestMailServer server = new(isImplicit: false, name);
        SmtpSettings settings = new("localhost", server.Port, SmtpTls.StartTls, "user", "secret", "edge@example.com", ["a@example.com"]);
        await Assert.ThrowsAsync<System.Security.Authentication.AuthenticationException>(() => new SmtpTarget(settings, isTrusted ? server.Trust : null).SendAsync(Sample, Token));
        Assert.DoesNotContain(server.Said, static line => line.Contains("AUTH", StringComparison.Ordinal) || line.Contains("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Notification_OfAProcessThatEndedBeforeItWasDelivered_IsDeliveredByTheNextOnce()
    {
        List<string> received = [];
        await using WebApplication receiver = WebApplication.CreateSlimBuilder().Build();
        receiver.Urls.Add("http://127.0.0.1:0");
        receiver.MapPost("/hook", context =>
        {
            lock (received)
            {
                received.Add(context.Request.Headers["webhook-id"]!);
            }

            return Task.CompletedTask;
        });
        await receiver.StartAsync(Token);
        using ConfigFolder folder = new();
        folder.With("edge.json", $$"""{ "notifications": { "webhooks": [ { "url": "{{receiver.Urls.First()}}/hook" } ] } }""");
        using (NotificationService first = Service(folder, TimeProvider.System)) // Never started: as one that dies at once.
        {
            first.Notify(Sample);
            first.Notify(Sample); // The same happening.
        }

        using (NotificationService second = Service(folder, TimeProvider.System))
        {
            await second.StartAsync(Token);
            await TestGateway.WaitUntilAsync(() => Outbox(folder).Read(10).Count == 0);
            second.Notify(Sample with { Id = "0196" });
            await TestGateway.WaitUntilAsync(() => received.Count == 2);
            await second.StopAsync(Token);
        }

        Assert.Equal(["0195", "0196"], received);
    }

    [Fact]
    public async Task Notification_OfAnEarlierProcess_IsDelivered_HoweverManyWaitWhenTheNextStarts()
    {
        ConcurrentDictionary<string, bool> received = new();
        await using WebApplication receiver = WebApplication.CreateSlimBuilder().Build();
        receiver.Urls.Add("http://127.0.0.1:0");
        receiver.MapPost("/hook", context =>
        {
            received[context.Request.Headers["webhook-id"]!] = true;
            return Task.CompletedTask;
        });
        await receiver.StartAsync(Token);
        using ConfigFolder folder = new();
        folder.With("edge.json", $$"""{ "notifications": { "webhooks": [ { "url": "{{receiver.Urls.First()}}/hook" } ] } }""");
        using (NotificationService first = Service(folder, TimeProvider.System)) // Never started: as one that dies at once.
        {
            first.Notify(Sample);
        }

        using NotificationService second = Service(folder, TimeProvider.System);
        for (int index = 0; index < NotificationService.MaxPending; index++)
        {
            second.Notify(Sample with { Id = $"later-{index}" });
        }

        await second.StartAsync(Token);
        await TestGateway.WaitUntilAsync(() => received.Count == NotificationService.MaxPending + 1);
        await TestGateway.WaitUntilAsync(() => Outbox(folder).Read(10).Count == 0);
        await second.StopAsync(Token);
        Assert.Contains(Sample.Id, received.Keys);
    }

    [Fact]
    public void Notification_TooOldWhenTheNodeStarts_IsLetGo()
    {
        using ConfigFolder folder = new();
        ManualTime time = new(DateTimeOffset.UnixEpoch);
        using NotificationOutbox outbox = Outbox(folder, time);
        outbox.Keep(new PendingDelivery(Sample, "smtp:mail"));
        Assert.Equivalent(Sample, Assert.Single(outbox.Read(10)).Notification);
        time.Advance(NotificationOutbox.MaxAge + TimeSpan.FromSeconds(1));
        Assert.Empty(outbox.Read(10));
    }

    [Fact]
    public void Notify_MoreThanMayWait_DropsAndNeverBlocks()
    {
        using ConfigFolder folder = new();
        folder.With("edge.json", """{ "notifications": { "webhooks": [ { "url": "http://127.0.0.1:1/" } ] } }""");
        using MetricCounter dropped = new("edge.notifications", "dropped");
        using NotificationService service = Service(folder, TimeProvider.System); // Not started: all wait.
        for (int index = 0; index < NotificationService.MaxPending + 5; index++)
        {
            service.Notify(Sample with { Id = $"{index}" });
        }

        Assert.Equal(5, dropped.Count);
    }

    [Fact]
    public void Settings_ThatCannotBe_AreErrorsThatShowNoSecret()
    {
        using ConfigFolder folder = new();
        folder.With("edge.json", """
            { "notifications": { "webhooks": [ { "url": "ftp://top-secret" }, { "url": "https://x/y", "secret": "whsec_not base64" } ],
              "smtp": { "host": "mail", "from": "nobody", "to": ["a@b.c", "x", "Ann <a@b.c>"], "tls": "none", "user": "u", "password": "top-secret" } } }
            """);
        string said = folder.Diagnostics();
        Assert.DoesNotContain("top-secret", said, StringComparison.Ordinal);
        Assert.Contains("'notifications.webhooks.0.url' is no http or https URL", said, StringComparison.Ordinal);
        Assert.Contains("'notifications.webhooks.1.secret' begins with \"whsec_\" but is not base64", said, StringComparison.Ordinal);
        Assert.Contains("'notifications.smtp.from' is \"nobody\"; set a mail address", said, StringComparison.Ordinal);
        Assert.Contains("'notifications.smtp.to' has \"x\"; set mail addresses", said, StringComparison.Ordinal);
        Assert.Contains("'notifications.smtp.user' is set while 'tls' is \"none\"", said, StringComparison.Ordinal);
    }

    private static NotificationService Service(ConfigFolder folder, TimeProvider time)
    {
        SnapshotStore snapshots = new();
        snapshots.Swap(folder.LoadGood());
        NotificationOutbox outbox = Outbox(folder, time); // The process ends it.
        return new NotificationService(snapshots, outbox, new NotificationMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()), time, NullLogger<NotificationService>.Instance);
    }

    private static NotificationOutbox Outbox(ConfigFolder folder, TimeProvider? time = null)
    {
        SnapshotStore snapshots = new();
        snapshots.Swap(folder.LoadGood());
        return new NotificationOutbox(snapshots, time ?? TimeProvider.System, NullLogger<NotificationOutbox>.Instance);
    }

    // Enough of RFC 5321 for one mail; gives back all that the client said.
    private static async Task<string> ReceiveMailAsync(TcpListener listener, string? refused = null)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(Token);
        using StreamReader reader = new(client.GetStream(), Encoding.UTF8);
        await using StreamWriter writer = new(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        StringBuilder said = new();
        await writer.WriteLineAsync("220 test");
        bool isData = false;
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            said.AppendLine(line);
            if (isData && line != ".")
            {
                continue;
            }

            isData = line == "DATA";
            if (line == refused)
            {
                await writer.WriteLineAsync("502 no");
                continue;
            }

            await writer.WriteLineAsync(isData ? "354 go" : line == "QUIT" ? "221 bye" : line.StartsWith("EHLO", StringComparison.Ordinal) ? "250-test\r\n250 8BITMIME" : "250 ok");
        }

        return said.ToString();
    }

    private sealed class MetricCounter : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _count;

        public MetricCounter(string instrument, string outcome)
        {
            _listener.InstrumentPublished = (published, listener) =>
            {
                if (published.Name == instrument)
                {
                    listener.EnableMeasurementEvents(published);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            {
                foreach (KeyValuePair<string, object?> tag in tags)
                {
                    Interlocked.Add(ref _count, tag.Value is string text && text == outcome ? value : 0);
                }
            });
            _listener.Start();
        }

        public long Count => Interlocked.Read(ref _count);

        public void Dispose() => _listener.Dispose();
    }
}
