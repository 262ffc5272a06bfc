using System.Buffers.Binary;
using Edge.LoadTests.Engine;
using Edge.LoadTests.Measuring;

namespace Edge.LoadTests.Http;

/// <summary>HTTP/2 (RFC 9113): several requests at a time, each on a stream. Takes all that a server may send, and remembers as little as it must.</summary>
/// <remarks>
/// What a server says it has not begun is asked again, as every client does, and counts once, from its own time: streams above the last one of
/// a GOAWAY (§6.8), on a new connection; streams refused that were opened before the server's limit was known (§8.7). Every other
/// RST_STREAM is a failure. What a server must not send ends the connection: all that was under way is <see cref="FailureKind.Malformed"/>.
/// </remarks>
internal sealed class Http2Connection(IConnectionOwner owner, LoadTarget target, nint tlsContext, string serverName)
    : Connection(owner, target, tlsContext, serverName, target.IsNewConnection ? 1 : target.Streams)
{
    /// <summary>Bytes taken after which the server may send as many more: well before its window ends.</summary>
    private const int WindowStep = 16 * 1024 * 1024;

    /// <summary>Most bytes that wait to be sent when a server asks for an answer to SETTINGS or PING: one that reads none is not heard for ever.</summary>
    private const int MaxUnsentBytes = 4 * 1024 * 1024;

    /// <summary>How often a request is asked again because the server went away before it began: one that sends all away is not asked for ever.</summary>
    private const int MaxRetries = 3;

    private const int InitialWindow = 65535;

    private readonly Dictionary<int, Channel> _streams = [];
    private readonly Queue<Channel> _waiting = [];
    private readonly HeaderBlock _block = new();
    private readonly TornBytes _torn = new();
    private byte[] _request = new byte[1024];
    private int _nextStream;
    private int _settledFrom;
    private int _maxStreams;
    private long _sendWindow;
    private long _streamWindow;
    private int _taken;
    private bool _isGoingAway;

    public override void GiveUp(Channel channel)
    {
        if (!IsOpen)
        {
            Fail(FailureKind.Timeout);
            return;
        }

        if (_streams.Remove(channel.Stream))
        {
            Cancel(channel.Stream);
        }
        else
        {
            Forget(channel);
        }

        Owner.Failed(channel, FailureKind.Timeout);
        SendWaiting();
    }

    protected override void OnOpened()
    {
        _streams.Clear();
        _waiting.Clear();
        _block.Clear();
        _torn.Keep([]);
        (_nextStream, _settledFrom, _maxStreams, _taken, _isGoingAway) = (1, int.MaxValue, int.MaxValue, 0, false);
        (_sendWindow, _streamWindow) = (InitialWindow, InitialWindow);
        Gather(Http2Frames.Opening);
    }

    // Who came first is first: a freed stream is not for the one who asks at that moment.
    protected override void Send(Channel channel)
    {
        channel.Stream = 0;
        _waiting.Enqueue(channel);
        SendWaiting();
    }

    protected override bool OnData(ReadOnlySpan<byte> data)
    {
        data = _torn.Join(data);
        int generation = Generation;
        ParseState state;
        while ((state = Http2Frame.Read(ref data, out Http2Frame frame)) == ParseState.Complete)
        {
            OnFrame(frame);
            if (generation != Generation)
            {
                return false; // Closed by what came, or by who was answered.
            }
        }

        if (state == ParseState.Invalid)
        {
            Fail(FailureKind.Malformed);
            return false;
        }

        _torn.Keep(data);
        return true;
    }

    protected override void OnEnd() => Fail(FailureKind.Broken);

    // A server that goes away has not begun what has no stream (§6.8).
    protected override bool MayAskAgain(Channel channel) => _isGoingAway && channel.Stream == 0 && channel.Retries++ < MaxRetries;

    private void OnFrame(in Http2Frame frame)
    {
        bool isFirst = _settledFrom == int.MaxValue;
        if (!frame.IsWellFormed || !_block.Allows(frame) || (isFirst && frame.Type != Http2Frames.Settings)) // The last: §3.4.
        {
            Fail(FailureKind.Malformed);
            return;
        }

        switch (frame.Type)
        {
            case Http2Frames.Data:
                Take(frame.Payload.Length);
                OnStream(frame, frame.EndsStream);
                break;
            case Http2Frames.Headers or Http2Frames.Continuation:
                OnHeaders(frame);
                break;
            case Http2Frames.ResetStream:
                OnReset(frame.Stream, BinaryPrimitives.ReadInt32BigEndian(frame.Payload));
                break;
            case Http2Frames.Settings when !frame.IsAcknowledgement:
                OnSettings(frame.Payload);
                break;
            case Http2Frames.Ping when !frame.IsAcknowledgement:
                Acknowledge(Http2Frames.Ping, frame.Payload);
                break;
            case Http2Frames.GoAway:
                OnGoAway(BinaryPrimitives.ReadInt32BigEndian(frame.Payload) & int.MaxValue);
                break;
            case Http2Frames.WindowUpdate:
                OnWindow(frame.Stream, BinaryPrimitives.ReadInt32BigEndian(frame.Payload) & int.MaxValue);
                break;
            default:
                break; // Priorities, and what nobody knows: passed over (§5.5).
        }
    }

    private void OnHeaders(in Http2Frame frame)
    {
        switch (_block.Take(frame, out ReadOnlySpan<byte> block))
        {
            case ParseState.Invalid:
                Fail(FailureKind.Malformed);
                break;
            case ParseState.Incomplete:
                OnStream(frame, isEnd: false);
                break;
            default:
                if (_streams.TryGetValue(frame.Stream, out Channel? channel) && channel.Status < 200) // Trailers have no status.
                {
                    channel.Status = Http2Frames.StatusOf(block);
                }

                OnStream(frame, _block.EndsStream);
                break;
        }
    }

    private void OnStream(in Http2Frame frame, bool isEnd)
    {
        if (!_streams.TryGetValue(frame.Stream, out Channel? channel))
        {
            if (frame.Stream >= _nextStream || frame.Stream % 2 == 0)
            {
                Fail(FailureKind.Malformed); // Nobody asked (§5.1.1). Otherwise it was given up.
            }

            return;
        }

        channel.Bytes += frame.Payload.Length + Http2Frames.HeadBytes;
        if (!isEnd)
        {
            return;
        }

        _streams.Remove(frame.Stream);
        if (channel.Unsent > 0)
        {
            Cancel(frame.Stream); // Answered before it was wholly asked: the rest is not sent.
        }

        int generation = Generation;
        if (channel.Status is >= 200 and < 600)
        {
            Owner.Answered(channel);
        }
        else
        {
            Owner.Failed(channel, FailureKind.Malformed);
        }

        if (generation == Generation)
        {
            SendWaiting();
        }
    }

    private void OnReset(int stream, int code)
    {
        if (!_streams.Remove(stream, out Channel? channel))
        {
            return; // After the answer, or given up.
        }

        if (code == Http2Frames.RefusedStream && stream < _settledFrom)
        {
            AskAgain(channel);
        }
        else
        {
            Owner.Failed(channel, FailureKind.Broken);
        }

        SendWaiting();
    }

    private void OnSettings(ReadOnlySpan<byte> payload)
    {
        _settledFrom = Math.Min(_settledFrom, _nextStream);
        for (; !payload.IsEmpty; payload = payload[6..])
        {
            uint value = BinaryPrimitives.ReadUInt32BigEndian(payload[2..]);
            switch (BinaryPrimitives.ReadUInt16BigEndian(payload))
            {
                case Http2Frames.SettingMaxStreams:
                    _maxStreams = (int)Math.Min(int.MaxValue, value);
                    break;
                case Http2Frames.SettingInitialWindow when value > int.MaxValue:
                    Fail(FailureKind.Malformed);
                    return;
                case Http2Frames.SettingInitialWindow:
                    foreach (Channel channel in _streams.Values)
                    {
                        channel.SendWindow += value - _streamWindow; // May fall below zero (§6.9.2).
                    }

                    _streamWindow = value;
                    break;
                default:
                    break; // Limits that a request of one frame keeps anyway.
            }
        }

        if (Acknowledge(Http2Frames.Settings, []))
        {
            SendBodies();
            SendWaiting();
        }
    }

    private void OnWindow(int stream, int increment)
    {
        long window = stream == 0 ? _sendWindow += increment
            : _streams.TryGetValue(stream, out Channel? channel) ? channel.SendWindow += increment : increment;
        if (window > int.MaxValue)
        {
            Fail(FailureKind.Malformed); // §6.9.1.
            return;
        }

        SendBodies();
    }

    // The rest is still answered here.
    private void OnGoAway(int last)
    {
        _isGoingAway = true;
        foreach ((int stream, Channel channel) in _streams.Where(pair => pair.Key > last).ToArray())
        {
            _streams.Remove(stream);
            AskAgain(channel);
        }

        SendWaiting();
    }

    private void AskAgain(Channel channel)
    {
        (channel.Stream, channel.Status, channel.Bytes) = (0, 0, 0);
        _waiting.Enqueue(channel);
    }

    private void SendWaiting()
    {
        _isGoingAway |= _nextStream < 0; // All numbers are used up (§5.1.1).
        if (!_isGoingAway)
        {
            while (_streams.Count < _maxStreams && _nextStream > 0 && _waiting.TryDequeue(out Channel? channel))
            {
                OpenStream(channel);
            }
        }
        else if (_streams.Count == 0)
        {
            Fail(FailureKind.Broken); // Nothing is under way: closes, and asks on a new connection what waits.
        }
    }

    private void OpenStream(Channel channel)
    {
        LoadRequest request = channel.Request;
        byte[] headers = request.Http2 ??= Http2Frames.Request(request, IsTls);
        if (_request.Length < headers.Length)
        {
            _request = new byte[headers.Length];
        }

        (channel.Stream, channel.Unsent, channel.SendWindow) = (_nextStream, request.Body.Length, _streamWindow);
        _nextStream += 2;
        _streams.Add(channel.Stream, channel);
        headers.CopyTo(_request, 0);
        BinaryPrimitives.WriteInt32BigEndian(_request.AsSpan(5), channel.Stream);
        Gather(_request.AsSpan(0, headers.Length));
        SendBody(channel);
    }

    // Sends what both windows allow; the rest waits until they open.
    private void SendBody(Channel channel)
    {
        ReadOnlySpan<byte> body = channel.Request.Body;
        Span<byte> head = stackalloc byte[Http2Frames.HeadBytes];
        while (channel.Unsent > 0)
        {
            int part = (int)Math.Min(Math.Min(channel.Unsent, Http2Frame.MaxBytes), Math.Min(_sendWindow, channel.SendWindow));
            if (part <= 0)
            {
                return;
            }

            Http2Frames.WriteHead(head, part, Http2Frames.Data, part == channel.Unsent ? Http2Frames.EndStream : (byte)0, channel.Stream);
            Gather(head);
            Gather(body.Slice(body.Length - channel.Unsent, part));
            (channel.Unsent, channel.SendWindow, _sendWindow) = (channel.Unsent - part, channel.SendWindow - part, _sendWindow - part);
        }
    }

    private void SendBodies()
    {
        foreach (Channel channel in Channels)
        {
            if (channel.IsBusy && channel.Stream != 0)
            {
                SendBody(channel);
            }
        }
    }

    // False when the connection was closed.
    private bool Acknowledge(byte type, ReadOnlySpan<byte> payload)
    {
        if (UnsentBytes > MaxUnsentBytes)
        {
            Fail(FailureKind.Malformed);
            return false;
        }

        Gather(Http2Frames.Frame(type, Http2Frames.Acknowledgement, 0, payload));
        return true;
    }

    private void Cancel(int stream) => Gather(Http2Frames.Frame(Http2Frames.ResetStream, 0, stream, [0, 0, 0, Http2Frames.Cancel]));

    private void Forget(Channel channel)
    {
        for (int count = _waiting.Count; count > 0; count--)
        {
            Channel other = _waiting.Dequeue();
            if (other != channel)
            {
                _waiting.Enqueue(other);
            }
        }
    }

    private void Take(int bytes)
    {
        _taken += bytes;
        if (_taken >= WindowStep)
        {
            byte[] increment = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(increment, _taken);
            Gather(Http2Frames.Frame(Http2Frames.WindowUpdate, 0, 0, increment));
            _taken = 0;
        }
    }
}
