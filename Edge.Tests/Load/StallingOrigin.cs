using System.Net;
using System.Net.Sockets;

namespace Edge.Tests.Load;

/// <summary>A server that answers every request with 200, but holds one answer back until it is let go.</summary>
internal sealed class StallingOrigin : IAsyncDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly int _stallAt;
    private readonly Task _accepting;
    private int _requests;
    private int _connections;

    /// <param name="stallAt">Number of the request that is held back, from 1; 0 for none.</param>
    public StallingOrigin(int stallAt)
    {
        _stallAt = stallAt;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>What the held answer waits for.</summary>
    public TaskCompletionSource LetGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Requests => Volatile.Read(ref _requests);

    public int Connections => Volatile.Read(ref _connections);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        LetGo.TrySetResult();
        await _accepting;
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_ending.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            Interlocked.Increment(ref _connections);
            byte[] buffer = new byte[4096];
            int kept = 0;
            try
            {
                while (await socket.ReceiveAsync(buffer.AsMemory(kept), _ending.Token) is var read and > 0)
                {
                    kept += read;
                    while (buffer.AsSpan(0, kept).IndexOf("\r\n\r\n"u8) is var end and >= 0)
                    {
                        kept -= end + 4;
                        buffer.AsSpan(end + 4, kept).CopyTo(buffer);
                        if (Interlocked.Increment(ref _requests) == _stallAt)
                        {
                            await LetGo.Task;
                        }

                        await socket.SendAsync(Answer, _ending.Token);
                    }
                }
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // The client is gone, or the test is over.
            }
        }
    }
}
