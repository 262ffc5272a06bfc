using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Edge.Tests.TestKit;

/// <summary>A connection that sends exactly the bytes a test gives it.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly Stream _stream;

    private RawConnection(Stream stream)
    {
        _stream = stream;
    }

    /// <summary>Connects to a listener of the gateway; over TLS with HTTP/1.1 when it is https.</summary>
    public static async Task<RawConnection> OpenAsync(Uri listener, string host = "acme.localhost")
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, listener.Port, cancellationToken);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (listener.Scheme == Uri.UriSchemeHttps)
        {
#pragma warning disable CA5359 // The certificate is self-signed.
            var tls = new SslStream(stream, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancellationToken);
            stream = tls;
        }

        return new RawConnection(stream);
    }

    /// <summary>Sends text, one byte a char.</summary>
    public async Task SendAsync(string text)
    {
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
        await _stream.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>All that comes until the gateway closes; fails when it does not in time.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TestGateway.Patience);
        using MemoryStream all = new();
        try
        {
            await _stream.CopyToAsync(all, deadline.Token);
        }
        catch (IOException)
        {
            // A reset after the answer ends it too.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>Sends one request whose answer closes the connection, and reads it all.</summary>
    public static async Task<string> ExchangeAsync(Uri listener, string request)
    {
        await using RawConnection connection = await OpenAsync(listener);
        await connection.SendAsync(request);
        return await connection.ReadToEndAsync();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
