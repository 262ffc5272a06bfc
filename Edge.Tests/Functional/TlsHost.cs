using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Edge.Gateway.Connections;
using Edge.Gateway.Tls;
using Edge.Tests.Gateway.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Edge.Tests.Functional;

/// <summary>A real Kestrel with the gateway's TLS on a loopback port, which answers every request with its protocol.</summary>
internal sealed class TlsHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TlsHost(WebApplication app, CertificateFolder folder, CountedMetrics counted)
    {
        _app = app;
        Folder = folder;
        Counted = counted;
        Port = new Uri(app.Urls.Single()).Port;
    }

    public CertificateFolder Folder { get; }

    public CountedMetrics Counted { get; }

    public int Port { get; }

    public CertificateStore Store => _app.Services.GetRequiredService<CertificateStore>();

    /// <summary>Certificates <c>a</c> (a.example.com, the default) and <c>b</c> (b.example.com, *.b.example.com).</summary>
    public static async Task<TlsHost> StartAsync(TlsMinimum minimum = TlsMinimum.Tls12, TimeProvider? time = null)
    {
        CertificateFolder folder = new();
        folder.WritePem("a", "a.example.com");
        folder.WritePem("b", "b.example.com", "*.b.example.com");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddEdgeTls().AddEdgeConnections();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseEdgeHttps(listen.ApplicationServices)));
        WebApplication app = builder.Build();
        app.Run(static context => context.Response.WriteAsync(context.Request.Protocol));
        CountedMetrics counted = new(app.Services.GetRequiredService<IMeterFactory>());
        TlsOptions options = new()
        {
            Minimum = minimum,
            Certificates = [new() { Certificate = "a.pem", Key = "a.key" }, new() { Certificate = "b.pem", Key = "b.key" }],
        };
        List<CertificateProblem> problems = [];
        Assert.True(app.Services.GetRequiredService<CertificateStore>().TryApply(options, folder.Path, problems));
        Assert.Empty(problems);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TlsHost(app, folder, counted);
    }

    /// <summary>Stops as a SIGTERM does.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    /// <summary>A plain connection to the TLS port.</summary>
    public async Task<NetworkStream> ConnectAsync()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>A finished handshake, over a connection as <paramref name="wrap"/> makes it.</summary>
    public async Task<SslStream> HandshakeAsync(
        string serverName, SslProtocols protocols = SslProtocols.None, CipherSuitesPolicy? suites = null, Func<Stream, Stream>? wrap = null)
    {
        Stream connection = await ConnectAsync();
        SslStream stream = new(wrap?.Invoke(connection) ?? connection);
        try
        {
            await stream.AuthenticateAsClientAsync(Options(serverName, protocols, suites), TestContext.Current.CancellationToken);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>The common name of the certificate that a new connection gets.</summary>
    public async Task<string> SubjectForAsync(string serverName, Func<Stream, Stream>? wrap = null)
    {
        await using SslStream stream = await HandshakeAsync(serverName, wrap: wrap);
        return stream.RemoteCertificate!.Subject;
    }

    /// <summary>The SHA-1 thumbprint of the certificate that a new connection gets.</summary>
    public async Task<string> ThumbprintForAsync(string serverName)
    {
        await using SslStream stream = await HandshakeAsync(serverName);
        return stream.RemoteCertificate!.GetCertHashString();
    }

    /// <summary>A client that trusts every certificate.</summary>
    public static HttpClient CreateClient(SslProtocols protocols = SslProtocols.None) =>
        new(new SocketsHttpHandler { SslOptions = Options(null, protocols, null), UseProxy = false });

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync(); // No test waits for its clients to leave.
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        Counted.Dispose();
        Folder.Dispose();
    }

    private static SslClientAuthenticationOptions Options(string? serverName, SslProtocols protocols, CipherSuitesPolicy? suites) => new()
    {
        TargetHost = serverName,
        EnabledSslProtocols = protocols,
        CipherSuitesPolicy = suites,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        AllowTlsResume = false, // Each handshake must be a whole one, or there is no certificate to look at.
#pragma warning disable CA5359 // The tests look at the certificate themselves; nobody has issued it.
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
    };
}
