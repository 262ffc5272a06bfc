using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Edge.Tests.TestKit;

/// <summary>A server that answers each request as a script says, or does not: it closes the connection, or keeps silent.</summary>
internal sealed class ScriptedOrigin : IAsyncDisposable
{
    /// <summary>In place of an answer: closes the connection.</summary>
    public const string BreakOff = "";

    /// <summary>In place of an answer: never answers.</summary>
    public const string Silence = "silence";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<string, Task<string>> _script;
    private readonly Task _accepting;
    private int _abandoned;

    /// <param name="script">From the request line to the answer's head and body; probes of <c>/healthz</c> are always answered 200.</param>
    public ScriptedOrigin(Func<string, string> script)
        : this(request => Task.FromResult(script(request)))
    {
    }

    /// <inheritdoc cref="ScriptedOrigin(Func{string, string})"/>
    public ScriptedOrigin(Func<string, Task<string>> script)
    {
        _script = script;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Requests but probes: their lines, each with its body.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Connections that the other side closed while it kept silent.</summary>
    public int Abandoned => Volatile.Read(ref _abandoned);

    public static string Answer(int status, string body = "") => $"HTTP/1.1 {status} Scripted\r\nContent-Length: {body.Length}\r\nX-Scripted: yes\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using StreamReader reader = new(client.GetStream(), Encoding.Latin1);
                while (await ReadAsync(reader) is { } request)
                {
                    bool isProbe = request.StartsWith("GET /healthz ", StringComparison.Ordinal);
                    string answer = isProbe ? Answer(200) : await _script(request);
                    if (!isProbe)
                    {
                        Requests.Enqueue(request);
                    }

                    if (answer == BreakOff)
                    {
                        client.Client.Close(0); // A reset, as of a process that died.
                        return;
                    }

                    if (answer == Silence)
                    {
                        if (await reader.ReadAsync(new char[1], _stopping.Token) == 0)
                        {
                            Interlocked.Increment(ref _abandoned);
                        }

                        return;
                    }

                    await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer), _stopping.Token);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
            {
                Interlocked.Increment(ref _abandoned);
            }
        }
    }

    private async Task<string?> ReadAsync(StreamReader reader)
    {
        string? line = await reader.ReadLineAsync(_stopping.Token);
        int length = 0;
        for (string? header = line; !string.IsNullOrEmpty(header); header = await reader.ReadLineAsync(_stopping.Token))
        {
            length = header.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase) ? int.Parse(header[16..], System.Globalization.CultureInfo.InvariantCulture) : length;
        }

        char[] body = new char[length];
        if (length > 0)
        {
            await reader.ReadBlockAsync(body, _stopping.Token); // Of nothing it would wait for more.
        }

        return line is null ? null : $"{line} {new string(body)}".TrimEnd();
    }
}
