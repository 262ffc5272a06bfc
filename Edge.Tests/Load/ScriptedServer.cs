using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Edge.LoadTests.Engine;
using Edge.LoadTests.Http;
using Edge.LoadTests.Measuring;
using Edge.Tests.TestKit;

namespace Edge.Tests.Load;

/// <summary>A connection of the load engine and, over a real socket, a server that says what a test has it say. One thread drives both, so every order is the test's.</summary>
internal sealed class ScriptedServer : IConnectionOwner, IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly int _poll = Libc.OpenPoll();
    private readonly byte[] _events = Libc.EventBuffer(16);
    private readonly List<Connection> _unflushed = [];
    private readonly Connection _connection;
    private Socket? _peer;

    /// <param name="streams">Of HTTP/2; 0 for HTTP/1.1.</param>
    public ScriptedServer(int streams = 0)
    {
        _listener.ReceiveBufferSize = 4096; // What is not read soon stops the sender.
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        var target = new LoadTarget((IPEndPoint)_listener.LocalEndPoint!, IsTls: false, IsHttp2: streams > 0, IsNewConnection: false) { Streams = streams };
        _connection = streams > 0 ? new Http2Connection(this, target, 0, "") : new Http1Connection(this, target, 0, "");
    }

    public byte[] Buffer { get; } = new byte[64 * 1024];

    /// <summary>Status and bytes of every answer, and whose it was, in order.</summary>
    public List<(Channel Channel, int Status, long Bytes)> Answers { get; } = [];

    public List<(Channel Channel, FailureKind Kind)> Failures { get; } = [];

    public IReadOnlyList<int> Statuses => [.. Answers.Select(static answer => answer.Status)];

    /// <summary>What who was answered asks at that moment, as a user of the closed model does; null for nothing.</summary>
    public LoadRequest? Next { get; set; }

    public bool IsOpen => _connection.IsOpen;

    public bool IsClosed => _connection.IsClosed;

    public bool Watch(int descriptor, Connection connection) => Libc.Watch(_poll, descriptor, connection.Generation);

    public void FlushLater(Connection connection) => _unflushed.Add(connection);

    public void Answered(Channel channel)
    {
        Answers.Add((channel, channel.Status, channel.Bytes));
        channel.IsBusy = false;
        if (Next is { } request)
        {
            Begin(channel, request);
        }
    }

    public void Failed(Channel channel, FailureKind kind)
    {
        Failures.Add((channel, kind));
        channel.IsBusy = false;
    }

    /// <summary>Asks on the first free channel.</summary>
    public Channel Ask(LoadRequest request)
    {
        Channel channel = _connection.Channels.First(static channel => !channel.IsBusy);
        Begin(channel, request);
        Flush();
        return channel;
    }

    /// <summary>The client has waited too long.</summary>
    public void GiveUp(Channel channel)
    {
        _connection.GiveUp(channel);
        Flush();
    }

    /// <summary>The server takes the connection that the client opened, in place of one before.</summary>
    public void Accept()
    {
        _peer?.Dispose();
        Assert.True(_listener.Poll(TestGateway.Patience, SelectMode.SelectRead), "No connection came.");
        _peer = _listener.Accept();
        _peer.NoDelay = true;
        TurnUntil(() => IsOpen);
    }

    /// <summary>Nobody listens any more.</summary>
    public void StopListening() => _listener.Dispose();

    /// <summary>The server says something in one piece, and the client takes it.</summary>
    public void Say(params ReadOnlySpan<byte> bytes)
    {
        Send(bytes);
        bool isRead = false;
        TurnUntil(() => isRead, () => isRead = true);
    }

    /// <summary>The server says the same again and again, and the client takes it as it comes, until something is so.</summary>
    public void SayUntil(byte[] piece, Func<bool> condition)
    {
        int at = 0;
        _peer!.Blocking = false;
        TurnUntil(condition, between: () => at = (at + _peer.Send(piece.AsSpan(at), SocketFlags.None, out _)) % piece.Length);
    }

    /// <summary>The server ends the connection, by a reset when the client shall not take it for an end.</summary>
    public void Close(bool byReset = false)
    {
        if (byReset)
        {
            _peer!.LingerState = new LingerOption(true, 0);
        }

        int generation = _connection.Generation;
        _peer!.Close();
        TurnUntil(() => _connection.Generation != generation);
    }

    /// <summary>The server says something and ends the connection at once: the client finds both together.</summary>
    public void SayAndClose(ReadOnlySpan<byte> bytes)
    {
        Send(bytes);
        Close();
    }

    /// <summary>The client goes on until something is so.</summary>
    public void Wait(Func<bool> condition) => TurnUntil(condition);

    /// <summary>What the server reads next.</summary>
    public byte[] Hear(int count)
    {
        byte[] heard = new byte[count];
        int at = 0;
        TurnUntil(() => at == count, between: () =>
        {
            while (at < count && _peer!.Poll(Step, SelectMode.SelectRead))
            {
                int read = _peer.Receive(heard.AsSpan(at));
                Assert.True(read > 0, "The client closed.");
                at += read;
            }
        });
        return heard;
    }

    public void Dispose()
    {
        _connection.Close();
        _peer?.Dispose();
        _listener.Dispose();
        Libc.Close(_poll);
    }

    private void Begin(Channel channel, LoadRequest request)
    {
        (channel.IsBusy, channel.Request) = (true, request);
        _connection.Begin(channel);
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_peer!.Send(bytes)..];
        }
    }

    private void Flush()
    {
        for (int index = 0; index < _unflushed.Count; index++)
        {
            _unflushed[index].FlushGathered();
        }

        _unflushed.Clear();
    }

    // The client's loop, as in Worker; the server acts in between.
    private void TurnUntil(Func<bool> condition, Action? whenRead = null, Action? between = null)
    {
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            Flush();
            between?.Invoke();
            if (condition())
            {
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(begun) < TestGateway.Patience, "Nothing happened.");
            int count = Libc.Wait(_poll, _events, (long)Step.TotalNanoseconds);
            for (int index = 0; index < count; index++)
            {
                (uint events, long key) = Libc.EventAt(_events, index);
                if (key == _connection.Generation)
                {
                    _connection.OnEvents(events);
                    if ((events & Libc.EventIn) != 0)
                    {
                        whenRead?.Invoke();
                    }
                }
            }
        }
    }
}
