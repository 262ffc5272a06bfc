using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Edge.Gateway.Notifications;

/// <summary>One connection to a mail server: commands and replies of RFC 5321.</summary>
/// <remarks>The framework's client waits for replies by blocking, which must not happen on the threads that serve sockets.</remarks>
internal sealed class SmtpConversation(X509ChainPolicy? trust) : IAsyncDisposable
{
    /// <summary>Longest reply, in bytes; servers name some dozens of extensions.</summary>
    public const int MaxReplyBytes = 16 * 1024;

    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly byte[] _buffer = new byte[MaxReplyBytes];
    private Stream _stream = Stream.Null;
    private int _buffered;

    public async Task ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        await _client.ConnectAsync(host, port, cancellationToken);
        _stream = _client.GetStream();
    }

    /// <summary>Encrypts from here on; the server's certificate must be good for its name.</summary>
    /// <exception cref="IOException">The server said more than it was asked, before: somebody may have put it there.</exception>
    public async Task EncryptAsync(string host, CancellationToken cancellationToken)
    {
        if (_buffered > 0)
        {
            throw new IOException("The mail server spoke out of turn.");
        }

        var tls = new SslStream(_stream);
        _stream = tls;
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = trust }, cancellationToken);
    }

    /// <summary>Sends a command and takes its reply.</summary>
    /// <param name="command">Without its end of line; null only waits.</param>
    /// <param name="expected">First digit of the reply's code.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The reply's text.</returns>
    /// <exception cref="IOException">The server said something else; its code is told, its text is not.</exception>
    public async Task<string> ExchangeAsync(string? command, char expected, CancellationToken cancellationToken)
    {
        if (command is not null)
        {
            await _stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), cancellationToken);
            await _stream.FlushAsync(cancellationToken);
        }

        string reply = await ReadReplyAsync(cancellationToken);
        return reply[0] == expected ? reply : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The mail server answered {reply.AsSpan(0, Math.Min(3, reply.Length))}."));
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
    }

    // Lines that go on have a '-' after their code.
    private async Task<string> ReadReplyAsync(CancellationToken cancellationToken)
    {
        int lineStart = 0;
        while (true)
        {
            int end = _buffer.AsSpan(lineStart, _buffered - lineStart).IndexOf("\r\n"u8);
            if (end >= 0)
            {
                bool isLast = end >= 3 && (end == 3 || _buffer[lineStart + 3] == (byte)' ');
                lineStart += end + 2;
                if (isLast || end < 3)
                {
                    string reply = Encoding.Latin1.GetString(_buffer, 0, lineStart);
                    _buffered -= lineStart;
                    _buffer.AsSpan(lineStart, _buffered).CopyTo(_buffer);
                    return reply;
                }

                continue;
            }

            int read = _buffered == _buffer.Length ? 0 : await _stream.ReadAsync(_buffer.AsMemory(_buffered), cancellationToken);
            if (read == 0)
            {
                throw new IOException("The mail server broke off.");
            }

            _buffered += read;
        }
    }
}
