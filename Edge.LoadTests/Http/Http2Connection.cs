using System.Buffers.Binary;
using Edge.LoadTests.Engine;
using Edge.LoadTests.Measuring;

namespace Edge.LoadTests.Http;

/// <summary>HTTP/2: several requests at a time, each on a stream. Takes all that a server may send, and remembers as little as it must.</summary>
internal sealed class Http2Connection(IConnectionOwner owner, LoadTarget target, nint tlsContext, string serverName)
    : Connection(owner, target, tlsContext, serverName, target.IsNewConnection ? 1 : target.Streams)
{
    /// <summary>Longest frame that a server may send while we do not allow more (RFC 9113 §4.2).</summary>
    private const int MaxFrameBytes = 16384;

    /// <summary>Bytes taken after which the server may send as many more: well before its window ends.</summary>
    private const int WindowStep = 16 * 1024 * 1024;

    private const int InitialWindow = 65535;

    private readonly Dictionary<int, Channel> _streams = [];
    private readonly Queue<Channel> _waiting = [];
    private byte[] _torn = new byte[4096];
    private byte[] _request = new byte[1024];
    private int _tornBytes;
    private int _nextStream;
    private int _maxStreams;
    private long _sendWindow;
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
            Gather(Http2Frames.Frame(Http2Frames.ResetStream, 0, channel.Stream, [0, 0, 0, Http2Frames.Cancel]));
        }

        Owner.Failed(channel, FailureKind.Timeout);
        SendWaiting();
    }

    protected override void OnOpened()
    {
        _streams.Clear();
        _waiting.Clear();
        (_tornBytes, _nextStream, _maxStreams, _sendWindow, _taken, _isGoingAway) = (0, 1, int.MaxValue, InitialWindow, 0, false);
        Gather(Http2Frames.Opening);
    }

    protected override void Send(Channel channel)
    {
        LoadRequest request = channel.Request;
        if (_isGoingAway || _streams.Count >= _maxStreams || (request.Body.Length > 0 && _sendWindow < request.Body.Length))
        {
            _waiting.Enqueue(channel);
            return;
        }

        byte[] frames = request.Http2 ??= Http2Frames.Request(request, IsTls);
        if (_request.Length < frames.Length)
        {
            _request = new byte[frames.Length];
        }

        channel.Stream = _nextStream;
        _nextStream += 2;
        _streams.Add(channel.Stream, channel);
        _sendWindow -= request.Body.Length;
        frames.CopyTo(_request, 0);
        BinaryPrimitives.WriteInt32BigEndian(_request.AsSpan(5), channel.Stream);
        if (request.Body.Length > 0)
        {
            BinaryPrimitives.WriteInt32BigEndian(_request.AsSpan(frames.Length - request.Body.Length - 4), channel.Stream);
        }

        Gather(_request.AsSpan(0, frames.Length));
    }

    protected override bool OnData(ReadOnlySpan<byte> data)
    {
        if (_tornBytes > 0)
        {
            KeepTorn(data);
            data = _torn.AsSpan(0, _tornBytes);
        }

        int generation = Generation;
        bool isTorn = _tornBytes > 0;
        while (data.Length >= Http2Frames.HeadBytes)
        {
            int length = (data[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(data[1..]);
            if (length > MaxFrameBytes)
            {
                Fail(FailureKind.Malformed);
                return false;
            }

            if (data.Length < Http2Frames.HeadBytes + length)
            {
                break;
            }

            OnFrame(data[3], data[4], BinaryPrimitives.ReadInt32BigEndian(data[5..]) & int.MaxValue, data.Slice(Http2Frames.HeadBytes, length));
            if (generation != Generation)
            {
                return false; // Closed by what came, or by who was answered.
            }

            data = data[(Http2Frames.HeadBytes + length)..];
        }

        if (isTorn)
        {
            data.CopyTo(_torn); // Overlapping is fine: the rest moves to the front.
            _tornBytes = data.Length;
        }
        else
        {
            KeepTorn(data);
        }

        return true;
    }

    protected override void OnEnd() => Fail(FailureKind.Broken);

    private void KeepTorn(ReadOnlySpan<byte> data)
    {
        if (_torn.Length < _tornBytes + data.Length)
        {
            Array.Resize(ref _torn, (_tornBytes + data.Length) * 2);
        }

        data.CopyTo(_torn.AsSpan(_tornBytes));
        _tornBytes += data.Length;
    }

    private void OnFrame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        switch (type)
        {
            case Http2Frames.Data:
                Take(payload.Length);
                OnStream(stream, flags, payload.Length);
                break;
            case Http2Frames.Headers:
                OnHeaders(stream, flags, payload);
                break;
            case Http2Frames.ResetStream when _streams.Remove(stream, out Channel? channel):
                Owner.Failed(channel, FailureKind.Broken);
                SendWaiting();
                break;
            case Http2Frames.Settings when (flags & Http2Frames.EndStream) == 0:
                OnSettings(payload);
                break;
            case Http2Frames.Ping when (flags & Http2Frames.EndStream) == 0:
                Gather(Http2Frames.Frame(Http2Frames.Ping, Http2Frames.EndStream, 0, payload));
                break;
            case Http2Frames.GoAway when payload.Length >= 8:
                OnGoAway(BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue);
                break;
            case Http2Frames.WindowUpdate when stream == 0 && payload.Length == 4:
                _sendWindow += BinaryPrimitives.ReadInt32BigEndian(payload);
                SendWaiting();
                break;
            default:
                break; // Continued headers, priorities, and what nobody knows: nothing that a client of this kind needs.
        }
    }

    private void OnHeaders(int stream, byte flags, ReadOnlySpan<byte> payload)
    {
        if (_streams.TryGetValue(stream, out Channel? channel) && channel.Status < 200) // Trailers have no status.
        {
            int skip = ((flags & Http2Frames.Padded) != 0 ? 1 : 0) + ((flags & Http2Frames.Priority) != 0 ? 5 : 0);
            channel.Status = skip <= payload.Length ? Http2Frames.StatusOf(payload[skip..]) : 0;
        }

        OnStream(stream, flags, payload.Length);
    }

    private void OnStream(int stream, byte flags, int bytes)
    {
        if (!_streams.TryGetValue(stream, out Channel? channel))
        {
            return; // Given up.
        }

        channel.Bytes += bytes + Http2Frames.HeadBytes;
        if ((flags & Http2Frames.EndStream) == 0)
        {
            return;
        }

        _streams.Remove(stream);
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

    private void OnSettings(ReadOnlySpan<byte> payload)
    {
        for (; payload.Length >= 6; payload = payload[6..])
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(payload) == Http2Frames.SettingMaxStreams)
            {
                _maxStreams = (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(payload[2..]));
            }
        }

        Gather(Http2Frames.Frame(Http2Frames.Settings, Http2Frames.EndStream, 0, []));
    }

    // What the server has not begun may be asked again (RFC 9113 §6.8); the rest is still answered here.
    private void OnGoAway(int last)
    {
        _isGoingAway = true;
        foreach ((int stream, Channel channel) in _streams.Where(pair => pair.Key > last).ToArray())
        {
            _streams.Remove(stream);
            _waiting.Enqueue(channel);
        }

        SendWaiting();
    }

    private void SendWaiting()
    {
        if (_isGoingAway)
        {
            if (_streams.Count == 0)
            {
                bool more = _waiting.Any(static channel => channel.IsBusy);
                Close();
                if (more)
                {
                    Open(); // Sends what its channels ask.
                }
            }

            return;
        }

        for (int count = _waiting.Count; count > 0; count--)
        {
            Channel channel = _waiting.Dequeue();
            if (channel.IsBusy) // Not given up in the meantime.
            {
                Send(channel);
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
