using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Edge.Tests.TestKit;

/// <summary>A mail server for <c>localhost</c> that takes mails over real TLS, with a certificate of its own.</summary>
internal sealed class TestMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly bool _isImplicit;
    private readonly Task _serving;

    /// <param name="isImplicit">TLS from the first byte; else by <c>STARTTLS</c>.</param>
    /// <param name="name">The name in its certificate.</param>
    public TestMailServer(bool isImplicit, string name = "localhost")
    {
        _isImplicit = isImplicit;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        _certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Trusts this server, and checks all else.</summary>
    public X509ChainPolicy Trust => new() { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { _certificate }, RevocationMode = X509RevocationMode.NoCheck };

    /// <summary>What clients said, line by line, each after <c>tls: </c> or <c>clear: </c>.</summary>
    public List<string> Said { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
        _certificate.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                await ConverseAsync(client.GetStream());
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException or IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The end, of the server or of a client that does not trust it.
        }
    }

    private async Task ConverseAsync(Stream stream)
    {
        bool isTls = _isImplicit;
        bool isData = false;
        Stream current = isTls ? await EncryptAsync(stream) : stream;
        await SayAsync(current, "220 test");
        while (await ReadLineAsync(current) is { } line)
        {
            Said.Add($"{(isTls ? "tls" : "clear")}: {line}");
            if (isData && line != ".")
            {
                continue;
            }

            isData = line == "DATA";
            if (line == "STARTTLS")
            {
                await SayAsync(current, "220 go");
                current = await EncryptAsync(stream);
                isTls = true;
                continue;
            }

            await SayAsync(current, isData ? "354 go" : line == "QUIT" ? "221 bye" : line.StartsWith("EHLO", StringComparison.Ordinal) ? "250-test\r\n250 AUTH PLAIN" : line.StartsWith("AUTH", StringComparison.Ordinal) ? "235 in" : "250 ok");
        }
    }

    private async Task<SslStream> EncryptAsync(Stream stream)
    {
        SslStream tls = new(stream, leaveInnerStreamOpen: true);
        await tls.AuthenticateAsServerAsync(_certificate);
        return tls;
    }

    private static async Task SayAsync(Stream stream, string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));

    // Byte by byte: what follows STARTTLS belongs to TLS.
    private static async Task<string?> ReadLineAsync(Stream stream)
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
