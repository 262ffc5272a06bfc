using Edge.LoadTests.Http;
using Edge.LoadTests.Measuring;

namespace Edge.LoadTests.Engine;

/// <summary>A scenario's part in one worker: its connections, its arrivals, its measures.</summary>
internal sealed class Lane : IConnectionOwner
{
    /// <summary>Users of the closed model wait this long, in nanoseconds, when nobody listens: otherwise they would ask again at once, and again.</summary>
    private const long RefusedWait = 10_000_000;

    private readonly Worker _worker;
    private readonly Scenario _scenario;
    private readonly LoadTarget _target;
    private readonly ArrivalCursor _cursor;
    private readonly bool[][] _expected;
    private readonly int[] _variants;
    private readonly Connection[] _connections;
    private readonly Queue<Channel> _free;
    private readonly long _warmUp;
    private int _inFlight;
    private long _freeSince;
    private long _heldUntil;
    private bool _isOver;

    public Lane(Worker worker, Scenario scenario, LoadTarget target, ArrivalSchedule schedule, LanePlan plan)
    {
        _worker = worker;
        _scenario = scenario;
        _target = target;
        _cursor = new ArrivalCursor(schedule, plan.Worker, plan.Workers);
        _warmUp = plan.WarmUp;
        _expected = [.. scenario.Steps.Select(static step => Enumerable.Range(0, 600).Select(step.Expects).ToArray())];
        _variants = [.. scenario.Steps.Select(step => step.Requests.Count * plan.Worker / plan.Workers)];
        Recorders = [.. scenario.Steps.Select(step => new StepRecorder(scenario.Name, step.Name, plan.WarmUp, plan.Interval, plan.Intervals))];
        string serverName = scenario.Steps[0].Requests[0].Host;
        _connections = [.. Enumerable.Range(0, plan.Connections).Select(_ => (Connection)(target.IsHttp2
            ? new Http2Connection(this, target, plan.TlsContext, serverName)
            : new Http1Connection(this, target, plan.TlsContext, serverName)))];
        _free = new Queue<Channel>(_connections.SelectMany(static connection => connection.Channels));
    }

    public byte[] Buffer => _worker.Buffer;

    /// <summary>Measures of each step.</summary>
    public StepRecorder[] Recorders { get; }

    /// <summary>How late requests began although a connection was free: the generator's own fault.</summary>
    public LatencyHistogram Lag { get; } = new();

    /// <summary>Requests that were due while all connections were busy.</summary>
    public long Starved { get; private set; }

    /// <summary>Requests begun, steps and warm-up included.</summary>
    public long Sent { get; private set; }

    /// <summary>Iterations begun after the warm-up.</summary>
    public long Begun { get; private set; }

    /// <summary>Whether no connection is being opened any more.</summary>
    public bool IsSettled => Array.TrueForAll(_connections, static connection => connection.IsOpen || connection.IsClosed);

    /// <summary>Opens connections that are kept, before the load begins.</summary>
    public void Connect()
    {
        if (!_target.IsNewConnection)
        {
            foreach (Connection connection in _connections)
            {
                connection.Open();
            }
        }
    }

    public bool Watch(int descriptor, Connection connection) => _worker.Watch(descriptor, connection);

    public void FlushLater(Connection connection) => _worker.FlushLater(connection);

    /// <summary>Begins what is due, as far as connections are free.</summary>
    public void Pump(long now)
    {
        while (_free.Count > 0 && _cursor.TryTake(now, now < _heldUntil ? int.MaxValue : _inFlight, out long intended))
        {
            Channel channel = _free.Dequeue();
            _inFlight++;
            channel.IsBusy = true;
            channel.Intended = intended;
            channel.Step = 0;
            if (intended >= _warmUp)
            {
                Begun++;
                Starved += intended < _freeSince ? 1 : 0;
                Lag.Record(now - Math.Max(intended, _freeSince));
            }

            Begin(channel, now);
            now = _worker.Now;
        }
    }

    /// <summary>When to look again; what waits for a connection is not waited for by time.</summary>
    public long NextDue() => _free.Count == 0 ? long.MaxValue : _cursor.NextDue();

    /// <summary>Gives up what has taken too long.</summary>
    public void ExpireAll(long now)
    {
        long oldest = now - (long)_target.Timeout.TotalNanoseconds;
        foreach (Connection connection in _connections)
        {
            foreach (Channel channel in connection.Channels)
            {
                if (channel.IsBusy && channel.Begun < oldest)
                {
                    connection.GiveUp(channel);
                }
            }
        }
    }

    /// <summary>Ends: what was due and could not begin is counted. True when nothing is under way any more.</summary>
    public bool Finish(long end)
    {
        _isOver = true;
        while (_cursor.TryTake(end - 1, int.MaxValue, out long intended))
        {
            Recorders[0].Fail(end, intended, FailureKind.NotSent);
        }

        return _inFlight == 0;
    }

    public void CloseAll()
    {
        foreach (Connection connection in _connections)
        {
            connection.Close();
        }
    }

    public void Answered(Channel channel)
    {
        long now = _worker.Now;
        bool isExpected = _expected[channel.Step][channel.Status];
        Recorders[channel.Step].Answer(now, channel.Intended, channel.Status, isExpected, channel.Bytes);
        channel.IsBusy = false;
        if (isExpected && channel.Step + 1 < _scenario.Steps.Count)
        {
            channel.Step++;
            channel.Intended = now; // Later steps follow the answer before: only the first has a time of its own.
            channel.IsBusy = true;
            Begin(channel, now);
            return;
        }

        if (_target.IsNewConnection)
        {
            channel.Connection.Close();
        }

        Release(channel, now);
        if (!_isOver)
        {
            Pump(now); // At once, not after the other answers of this turn: the server would stand idle meanwhile.
        }
    }

    public void Failed(Channel channel, FailureKind kind)
    {
        long now = _worker.Now;
        channel.IsBusy = false;
        Recorders[channel.Step].Fail(now, channel.Intended, kind);
        _heldUntil = kind == FailureKind.Connect ? now + RefusedWait : _heldUntil;
        Release(channel, now);
    }

    private void Begin(Channel channel, long now)
    {
        IReadOnlyList<LoadRequest> requests = _scenario.Steps[channel.Step].Requests;
        int variant = _variants[channel.Step];
        _variants[channel.Step] = variant + 1 == requests.Count ? 0 : variant + 1;
        channel.Request = requests[variant];
        channel.Begun = now;
        Sent++;
        channel.Connection.Begin(channel);
    }

    private void Release(Channel channel, long now)
    {
        _inFlight--;
        if (_free.Count == 0)
        {
            _freeSince = now;
        }

        _free.Enqueue(channel);
    }
}
