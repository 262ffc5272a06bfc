using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.RegularExpressions;
using Edge.Gateway.Tls;
using Edge.Tests.Gateway.Tls;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

public sealed class TlsHandshakeTests
{
    private const byte Alert = 21;
    private const byte HandshakeFailureAlert = 40;
    private const byte ProtocolVersionAlert = 70;

    [Theory]
    [InlineData(SslProtocols.Tls12, "2.0", "HTTP/2", "1.2")]
    [InlineData(SslProtocols.Tls13, "2.0", "HTTP/2", "1.3")]
    [InlineData(SslProtocols.Tls12, "1.1", "HTTP/1.1", "1.2")]
    [InlineData(SslProtocols.Tls13, "1.1", "HTTP/1.1", "1.3")]
    public async Task Request_VersionAndProtocol_AreAgreedOnAndCounted(SslProtocols tls, string http, string protocol, string label)
    {
        await using TlsHost host = await TlsHost.StartAsync();
        using HttpClient client = TlsHost.CreateClient(tls);
        using HttpRequestMessage request = new(HttpMethod.Get, $"https://localhost:{host.Port}/")
        {
            Version = Version.Parse(http),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(protocol, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.False(response.Headers.Contains("Server"));
        Assert.Equal($"edge.tls.handshakes {label} ok = 1", host.Counted.All());
    }

    [Theory]
    [InlineData(0x0300, "ssl3", HandshakeFailureAlert)] // SSL 3.0 has no alert for versions.
    [InlineData(0x0301, "1.0", ProtocolVersionAlert)]
    [InlineData(0x0302, "1.1", ProtocolVersionAlert)]
    public async Task Hello_OfOldVersion_IsRefusedWithAnAlertAndCountedAsOffered(ushort version, string label, byte alert)
    {
        await using TlsHost host = await TlsHost.StartAsync();
        await using NetworkStream stream = await host.ConnectAsync();
        HelloBuilder hello = new() { LegacyVersion = version, Suites = [0xC009, 0xC013, 0x002F] };
        byte[] answer = await ExchangeAsync(stream, hello.Records());
        Assert.Equal((Alert, alert), (answer[0], answer[6]));
        await host.Counted.SeenAsync($"edge.tls.handshakes {label} refused");
        Assert.Equal($"edge.tls.handshakes {label} refused = 1", host.Counted.All());
    }

    [Fact]
    public async Task Hello_OfSsl2_IsClosedAndCountedAsOffered()
    {
        await using TlsHost host = await TlsHost.StartAsync();
        await using NetworkStream stream = await host.ConnectAsync();
        Assert.Empty(await ExchangeAsync(stream, [0x80, 0x2E, 1, 0, 2, 0, 0x15, 0, 0, 0, 0x10]));
        await host.Counted.SeenAsync("edge.tls.handshakes ssl2 refused");
    }

    [Fact]
    public async Task Handshake_BelowMinimum13_IsRefused()
    {
        await using TlsHost host = await TlsHost.StartAsync(TlsMinimum.Tls13);
        await Assert.ThrowsAnyAsync<AuthenticationException>(() => host.HandshakeAsync("a.example.com", SslProtocols.Tls12));
        await host.Counted.SeenAsync("edge.tls.handshakes 1.2 refused");
        await using SslStream stream = await host.HandshakeAsync("a.example.com", SslProtocols.Tls13);
        Assert.Equal(SslProtocols.Tls13, stream.SslProtocol);
    }

    [Theory]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, true)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, true)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, false)] // .NET's own default would take these two.
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, false)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, false)]
    public async Task Handshake_Suite_IsTakenOnlyWhenStrong(TlsCipherSuite suite, bool taken)
    {
        Assert.SkipWhen(TlsProcessPolicy.Reason is not null || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), TlsProcessPolicy.Reason ?? "No OpenSSL here.");
        await using TlsHost host = await TlsHost.StartAsync();
#pragma warning disable CA1416 // Skipped above where it is not supported.
        CipherSuitesPolicy policy = new([suite]);
#pragma warning restore CA1416
        if (!taken)
        {
            await Assert.ThrowsAnyAsync<AuthenticationException>(() => host.HandshakeAsync("a.example.com", SslProtocols.Tls12, policy));
            await host.Counted.SeenAsync("edge.tls.handshakes 1.2 failed");
            return;
        }

        await using SslStream stream = await host.HandshakeAsync("a.example.com", SslProtocols.Tls12, policy);
        Assert.Equal(suite, stream.NegotiatedCipherSuite);
    }

    [Theory]
    [InlineData("a.example.com", "CN=a.example.com")]
    [InlineData("b.example.com", "CN=b.example.com")]
    [InlineData("B.Example.Com", "CN=b.example.com")]
    [InlineData("x.b.example.com", "CN=b.example.com")]
    [InlineData("y.x.b.example.com", "CN=a.example.com")]
    [InlineData("unknown.example.com", "CN=a.example.com")]
    [InlineData("", "CN=a.example.com")]
    public async Task Handshake_ServerName_ChoosesTheCertificate(string name, string subject)
    {
        await using TlsHost host = await TlsHost.StartAsync();
        Assert.Equal(subject, await host.SubjectForAsync(name));
    }

    [Fact]
    public async Task Handshake_HelloAcrossRecords_StillChoosesByName()
    {
        await using TlsHost host = await TlsHost.StartAsync();
        Assert.Equal("CN=b.example.com", await host.SubjectForAsync("b.example.com", static stream => new TlsRecordSplitter(stream, recordBytes: 50)));
        await host.Counted.SeenAsync("edge.tls.handshakes 1.3 ok");
    }

    [Fact]
    public async Task PlainHttp_OnTheTlsPort_IsAnsweredAndCounted()
    {
        await using TlsHost host = await TlsHost.StartAsync();
        await using NetworkStream stream = await host.ConnectAsync();
        string answer = Encoding.ASCII.GetString(await ExchangeAsync(stream, "GET / HTTP/1.1\r\nHost: a.example.com\r\n\r\n"u8.ToArray()));
        Assert.Equal(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 40\r\nConnection: close\r\n\r\nThis port speaks HTTPS. Use https://...\n", answer);
        await host.Counted.SeenAsync("edge.tls.handshakes none not_tls");
    }

    [Fact]
    public async Task Garbage_OnTheTlsPort_IsClosedAndCounted()
    {
        await using TlsHost host = await TlsHost.StartAsync();
        await using NetworkStream stream = await host.ConnectAsync();
        Assert.Empty(await ExchangeAsync(stream, [0, 1, 2, 3]));
        await host.Counted.SeenAsync("edge.tls.handshakes none not_tls");
    }

    [Fact]
    public async Task BrokenHello_IsRefusedByTlsWithAnAlert()
    {
        await using TlsHost host = await TlsHost.StartAsync();
        await using NetworkStream stream = await host.ConnectAsync();
        byte[] answer = await ExchangeAsync(stream, new HelloBuilder { Suites = [] }.Records());
        Assert.Equal(Alert, answer[0]);
        await host.Counted.SeenAsync("edge.tls.handshakes none failed");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(60)]
    public async Task Connection_ClosedBeforeItsHello_IsAborted(int sentBytes)
    {
        await using TlsHost host = await TlsHost.StartAsync();
        await using (NetworkStream stream = await host.ConnectAsync())
        {
            await stream.WriteAsync(new HelloBuilder().Records().AsMemory(0, sentBytes), TestContext.Current.CancellationToken);
        }

        await host.Counted.SeenAsync("edge.tls.handshakes none aborted");
    }

    [Fact]
    public async Task Connection_ThatSaysNothing_IsClosedAtTheDeadline()
    {
        ManualTime time = new(CertificateFolder.Now);
        TaskCompletionSource accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        time.TimerCreated += due => _ = due == TlsLimits.HandshakeTimeout && accepted.TrySetResult();
        await using TlsHost host = await TlsHost.StartAsync(time: time);
        await using NetworkStream stream = await host.ConnectAsync();
        await accepted.Task.WaitAsync(TestContext.Current.CancellationToken);
        time.Advance(TlsLimits.HandshakeTimeout);
        Assert.Empty(await ReadToEndAsync(stream));
        await host.Counted.SeenAsync("edge.tls.handshakes none timeout");
    }

    [Fact]
    public async Task Connection_ThatStopsAfterItsHello_IsClosedAtTheSameDeadline()
    {
        ManualTime time = new(CertificateFolder.Now);
        await using TlsHost host = await TlsHost.StartAsync(time: time);
        await using NetworkStream stream = await host.ConnectAsync();

        // TLS 1.2 without a curve list: the server sends its flight and waits for the client's key.
        await stream.WriteAsync(
            new HelloBuilder().Extension(10, [0, 2, 0, 23]).Algorithms(0x0403).Records(), TestContext.Current.CancellationToken);
        byte[] flight = new byte[1];
        await stream.ReadExactlyAsync(flight, TestContext.Current.CancellationToken);
        Assert.Equal(22, flight[0]);
        time.Advance(TlsLimits.HandshakeTimeout);
        await ReadToEndAsync(stream);
        await host.Counted.SeenAsync("edge.tls.handshakes 1.2 timeout");
    }

    [Fact]
    public async Task Connection_WhoseHandshakeIsDone_OutlivesTheDeadline()
    {
        ManualTime time = new(CertificateFolder.Now);
        await using TlsHost host = await TlsHost.StartAsync(time: time);
        await using SslStream stream = await host.HandshakeAsync("a.example.com");
        await host.Counted.SeenAsync("edge.tls.handshakes 1.3 ok");
        time.Advance(TlsLimits.HandshakeTimeout * 2);
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 200 OK", Encoding.ASCII.GetString(await ReadToEndAsync(stream)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_WithAConnectionThatSaysNothing_DoesNotWaitForIt()
    {
        ManualTime time = new(CertificateFolder.Now); // Its deadline never comes.
        TaskCompletionSource accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        time.TimerCreated += due => _ = due == TlsLimits.HandshakeTimeout && accepted.TrySetResult();
        await using TlsHost host = await TlsHost.StartAsync(time: time);
        await using NetworkStream stream = await host.ConnectAsync();
        await accepted.Task.WaitAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken); // Kestrel lets the connection go by itself, without its 30 s of grace.
        Assert.Equal("edge.tls.handshakes none aborted = 1", host.Counted.All());
    }

    [Fact]
    public async Task Session_OfTls12_IsResumed()
    {
        await using TlsHost host = await TlsHost.StartAsync();
        string output = await RunClientAsync(host, "-tls1_2", "-reconnect");
        Assert.Equal(5, Regex.Count(output, "^Reused, TLSv1.2", RegexOptions.Multiline)); // As many as it reconnects.
    }

    [Theory]
    [InlineData("X25519", true)]
    [InlineData("P-256", true)]
    [InlineData("P-384", true)]
    [InlineData("ffdhe2048", false)]
    [InlineData("ffdhe8192", false)] // 35 handshakes' worth of work, for nothing on the client's side.
    public async Task Handshake_Group_IsTakenOnlyWhenFast(string group, bool taken)
    {
        Assert.SkipWhen(TlsProcessPolicy.Reason is not null, TlsProcessPolicy.Reason ?? "");
        await using TlsHost host = await TlsHost.StartAsync();
        string output = await RunClientAsync(host, "-tls1_3", "-groups", group);
        Assert.Equal(taken, output.Contains("New, TLSv1.3", StringComparison.Ordinal));
        await host.Counted.SeenAsync(taken ? "edge.tls.handshakes 1.3 ok" : "edge.tls.handshakes 1.3 failed");
    }

    /// <summary>What <c>openssl s_client</c> prints; skips the test where it is not installed.</summary>
    private static async Task<string> RunClientAsync(TlsHost host, params string[] options)
    {
        ProcessStartInfo start = new("openssl", ["s_client", "-connect", $"127.0.0.1:{host.Port}", "-servername", "a.example.com", .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process? process = TryStart(start);
        if (process is null)
        {
            Assert.Skip("There is no openssl here.");
            return "";
        }

        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return output + await errors;
    }

    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static async Task<byte[]> ExchangeAsync(Stream stream, byte[] request)
    {
        await stream.WriteAsync(request, TestContext.Current.CancellationToken);
        return await ReadToEndAsync(stream);
    }

    /// <summary>What comes until the other side closes, orderly or not.</summary>
    private static async Task<byte[]> ReadToEndAsync(Stream stream)
    {
        using MemoryStream received = new();
        try
        {
            await stream.CopyToAsync(received, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // A reset ends a connection too.
        }

        return received.ToArray();
    }
}
