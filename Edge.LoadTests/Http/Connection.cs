using Edge.LoadTests.Engine;
using Edge.LoadTests.Measuring;

namespace Edge.LoadTests.Http;

/// <summary>A client's connection in an event loop: opens when asked something, over TCP or TLS. Never blocks; belongs to one thread.</summary>
internal abstract class Connection
{
    private const int Lost = -2;

    private readonly LoadTarget _target;
    private readonly ReadOnlyMemory<byte> _address;
    private readonly nint _tlsContext;
    private readonly string _serverName;
    private State _state;
    private int _descriptor = -1;
    private nint _tls;
    private byte[] _unsent = [];
    private int _unsentBegin;
    private int _unsentEnd;
    private bool _isGathering;

    protected Connection(IConnectionOwner owner, LoadTarget target, nint tlsContext, string serverName, int channels)
    {
        Owner = owner;
        _target = target;
        _address = target.Address.Serialize().Buffer[..target.Address.Serialize().Size];
        _tlsContext = tlsContext;
        _serverName = serverName;
        Channels = [.. Enumerable.Range(0, channels).Select(_ => new Channel(this))];
    }

    private enum State
    {
        Closed,
        Connecting,
        Handshaking,
        Open,
    }

    /// <summary>Requests that it can have under way at a time.</summary>
    public IReadOnlyList<Channel> Channels { get; }

    public bool IsOpen => _state == State.Open;

    public bool IsClosed => _state == State.Closed;

    /// <summary>Counts how often it was opened: events of an earlier socket are not its own.</summary>
    public int Generation { get; private set; }

    protected IConnectionOwner Owner { get; }

    protected bool IsTls => _target.IsTls;

    /// <summary>Opens it, and sends what its channels ask once it is open.</summary>
    public void Open()
    {
        _descriptor = Libc.OpenSocket((int)_target.Address.AddressFamily == 23 ? 10 : 2); // AF_INET6 is 10 on Linux, 23 in .NET.
        Generation++;
        _state = State.Connecting;
        if (_descriptor < 0 || !Libc.BeginConnect(_descriptor, _address.Span) || !Owner.Watch(_descriptor, this))
        {
            Fail(FailureKind.Connect);
        }
    }

    /// <summary>Sends the request of a busy channel, now or as soon as the connection is open.</summary>
    public void Begin(Channel channel)
    {
        (channel.Bytes, channel.Status, channel.Stream, channel.Unsent, channel.Retries) = (0, 0, 0, 0, 0);
        if (_state == State.Open)
        {
            Send(channel);
        }
        else if (_state == State.Closed)
        {
            Open();
        }
    }

    /// <summary>The socket has something to say.</summary>
    public void OnEvents(uint events)
    {
        if (_state == State.Connecting && !FinishConnect(events))
        {
            return;
        }

        if (_state == State.Handshaking && !FinishHandshake())
        {
            return;
        }

        if ((events & Libc.EventOut) != 0 && !Flush())
        {
            Lose();
            return;
        }

        if ((events & (Libc.EventIn | Libc.EventError | Libc.EventHangUp | Libc.EventReadHangUp)) != 0)
        {
            ReadAll(untilEnd: (events & ~(Libc.EventIn | Libc.EventOut)) != 0);
        }
    }

    /// <summary>Sends what <see cref="Gather"/> took.</summary>
    public void FlushGathered()
    {
        _isGathering = false;
        if (_state == State.Open && !Flush())
        {
            Lose();
        }
    }

    /// <summary>The channel's request takes too long.</summary>
    public abstract void GiveUp(Channel channel);

    /// <summary>Closes the socket, with a reset; what was under way is forgotten.</summary>
    public void Close()
    {
        if (_tls != 0)
        {
            OpenSsl.Free(_tls);
            _tls = 0;
        }

        if (_descriptor >= 0)
        {
            Libc.Reset(_descriptor);
            _descriptor = -1;
        }

        _unsentBegin = _unsentEnd = 0;
        _state = State.Closed;
        Generation++;
    }

    /// <summary>Bytes that the socket has not taken yet.</summary>
    protected int UnsentBytes => _unsentEnd - _unsentBegin;

    /// <summary>Closes, and tells of every request under way that it failed, or asks it again on a new connection.</summary>
    protected void Fail(FailureKind kind)
    {
        kind = _state is State.Connecting or State.Handshaking ? FailureKind.Connect : kind;
        Close();
        bool again = false;
        foreach (Channel channel in Channels)
        {
            if (channel.IsBusy && kind != FailureKind.Connect && MayAskAgain(channel))
            {
                again = true;
            }
            else if (channel.IsBusy)
            {
                Owner.Failed(channel, kind);
            }
        }

        if (again)
        {
            Open();
        }
    }

    /// <summary>Whether a request that has no answer when the connection ends was certainly not begun.</summary>
    protected virtual bool MayAskAgain(Channel channel) => false;

    /// <summary>The connection is new: what the protocol says first, and its state.</summary>
    protected abstract void OnOpened();

    /// <summary>Writes the channel's request.</summary>
    protected abstract void Send(Channel channel);

    /// <summary>Takes what came. False when the connection was closed.</summary>
    protected abstract bool OnData(ReadOnlySpan<byte> data);

    /// <summary>The peer closed its half.</summary>
    protected abstract void OnEnd();

    /// <summary>Sends bytes; what the socket does not take is kept and follows.</summary>
    protected void Write(ReadOnlySpan<byte> bytes)
    {
        if (_unsentEnd == 0)
        {
            while (!bytes.IsEmpty)
            {
                int sent = SendSome(bytes);
                if (sent == Lost)
                {
                    return; // The read side tells of it.
                }

                if (sent < 0)
                {
                    break;
                }

                bytes = bytes[sent..];
            }
        }

        if (!bytes.IsEmpty)
        {
            Keep(bytes);
        }
    }

    /// <summary>Sends bytes together with what else is written before the loop waits: one call, one TLS record.</summary>
    protected void Gather(ReadOnlySpan<byte> bytes)
    {
        Keep(bytes);
        if (!_isGathering)
        {
            _isGathering = true;
            Owner.FlushLater(this);
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_unsent.Length < _unsentEnd + bytes.Length && _unsentBegin > 0)
        {
            _unsent.AsSpan(_unsentBegin, UnsentBytes).CopyTo(_unsent);
            (_unsentBegin, _unsentEnd) = (0, UnsentBytes);
        }

        if (_unsent.Length < _unsentEnd + bytes.Length)
        {
            Array.Resize(ref _unsent, (_unsentEnd + bytes.Length) * 2);
        }

        bytes.CopyTo(_unsent.AsSpan(_unsentEnd));
        _unsentEnd += bytes.Length;
    }

    private bool FinishConnect(uint events)
    {
        if ((events & (Libc.EventOut | Libc.EventError | Libc.EventHangUp)) == 0)
        {
            return false;
        }

        if (Libc.ConnectError(_descriptor) != 0)
        {
            Fail(FailureKind.Connect);
            return false;
        }

        if (_target.IsTls)
        {
            _tls = OpenSsl.Open(_tlsContext, _descriptor, _serverName);
            _state = State.Handshaking;
        }
        else
        {
            BecomeOpen();
        }

        return true;
    }

    private bool FinishHandshake()
    {
        int result = OpenSsl.Handshake(_tls);
        if (result == 1)
        {
            BecomeOpen();
            return true;
        }

        if (result == Lost)
        {
            Fail(FailureKind.Connect);
        }

        return false;
    }

    private void BecomeOpen()
    {
        _state = State.Open;
        OnOpened();
        foreach (Channel channel in Channels)
        {
            if (channel.IsBusy)
            {
                Send(channel);
            }
        }
    }

    private bool Flush()
    {
        while (_unsentBegin < _unsentEnd)
        {
            int sent = SendSome(_unsent.AsSpan(_unsentBegin, _unsentEnd - _unsentBegin));
            if (sent < 0)
            {
                return sent != Lost;
            }

            _unsentBegin += sent;
        }

        _unsentBegin = _unsentEnd = 0;
        return true;
    }

    private int SendSome(ReadOnlySpan<byte> bytes)
    {
        if (_tls != 0)
        {
            return OpenSsl.Send(_tls, bytes);
        }

        int sent = Libc.Send(_descriptor, bytes);
        return sent >= 0 || System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == Libc.Again ? sent : Lost;
    }

    // What came before the end is still there to read: answers, or a GOAWAY.
    private void Lose()
    {
        int generation = Generation;
        ReadAll(untilEnd: true);
        if (generation == Generation)
        {
            Fail(FailureKind.Broken);
        }
    }

    // Edges tell once: read until nothing is left. A short read of a plain socket says so without another call.
    private void ReadAll(bool untilEnd)
    {
        byte[] buffer = Owner.Buffer;
        int generation = Generation;
        while (true)
        {
            int read = _tls != 0 ? OpenSsl.Receive(_tls, buffer) : ReceivePlain(buffer);
            if (read == -1)
            {
                return;
            }

            if (read == Lost)
            {
                Fail(FailureKind.Broken);
                return;
            }

            if (read == 0)
            {
                OnEnd();
                return;
            }

            if (!OnData(buffer.AsSpan(0, read)) || generation != Generation || (_tls == 0 && read < buffer.Length && !untilEnd))
            {
                return;
            }
        }
    }

    private int ReceivePlain(byte[] buffer)
    {
        int read = Libc.Receive(_descriptor, buffer);
        return read >= 0 || System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == Libc.Again ? read : Lost;
    }
}
