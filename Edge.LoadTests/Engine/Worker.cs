using System.Diagnostics;
using Edge.LoadTests.Http;

namespace Edge.LoadTests.Engine;

/// <summary>A thread with an event loop: begins requests when they are due and takes answers as they come. Workers share nothing.</summary>
internal sealed class Worker : IDisposable
{
    /// <summary>Longest sleep: after this the loop looks for time-outs and for the end.</summary>
    private const long MaxWait = 50_000_000;

    /// <summary>Longest time for connections to open before the load.</summary>
    private const long MaxConnect = 10_000_000_000;

    /// <summary>A wait shorter than this, in nanoseconds, found work that was there already.</summary>
    private const long NoWait = 3_000;

    private readonly List<Lane> _lanes = [];
    private readonly List<Connection> _watched = [];
    private readonly Dictionary<Connection, int> _keys = [];
    private readonly List<Connection> _unflushed = [];
    private readonly byte[] _events = Libc.EventBuffer(512);
    private readonly int _poll = Libc.OpenPoll();
    private long _start;
    private long _waited;

    /// <summary>What connections read into.</summary>
    public byte[] Buffer { get; } = new byte[64 * 1024];

    /// <summary>Nanoseconds since the load began. Stopwatch ticks are nanoseconds on Linux.</summary>
    public long Now => Stopwatch.GetTimestamp() - Volatile.Read(ref _start);

    public IReadOnlyList<Lane> Lanes => _lanes;

    /// <summary>Share of the load's time in which the thread did not wait for anything: at 1 the generator is the bottleneck.</summary>
    public double BusyShare { get; private set; }

    /// <summary>CPU time that the load took, in nanoseconds.</summary>
    public long CpuNanoseconds { get; private set; }

    /// <summary>What ended the thread too early.</summary>
    public Exception? Error { get; private set; }

    public void Add(Lane lane) => _lanes.Add(lane);

    public bool Watch(int descriptor, Connection connection)
    {
        if (!_keys.TryGetValue(connection, out int index))
        {
            index = _watched.Count;
            _watched.Add(connection);
            _keys.Add(connection, index);
        }

        return Libc.Watch(_poll, descriptor, ((long)connection.Generation << 32) | (uint)index);
    }

    /// <summary>Has the connection's gathered bytes sent before the loop waits.</summary>
    public void FlushLater(Connection connection) => _unflushed.Add(connection);

    /// <summary>The thread: connects, waits for the other workers, loads, and drains.</summary>
    /// <param name="ready">Where workers meet before the load.</param>
    /// <param name="startOf">The common start, as a timestamp.</param>
    /// <param name="end">When the load ends, in nanoseconds.</param>
    /// <param name="drain">How long answers may take after it.</param>
    /// <param name="cancellationToken">Ends the load at once.</param>
    public void Run(Barrier ready, Func<long> startOf, long end, long drain, CancellationToken cancellationToken)
    {
        bool met = false;
        try
        {
            Libc.WakeOnTime();
            Connect();
            met = true;
            ready.SignalAndWait(CancellationToken.None);
            Volatile.Write(ref _start, startOf());
            Load(end, cancellationToken);
            Drain(Math.Min(end, Now), drain, cancellationToken);
        }
        catch (Exception exception)
        {
            Error = exception;
            if (!met)
            {
                ready.RemoveParticipant();
            }
        }
        finally
        {
            _lanes.ForEach(static lane => lane.CloseAll());
        }
    }

    public void Dispose() => Libc.Close(_poll);

    private void Connect()
    {
        Volatile.Write(ref _start, Stopwatch.GetTimestamp());
        _lanes.ForEach(static lane => lane.Connect());
        while (!_lanes.TrueForAll(static lane => lane.IsSettled) && Now < MaxConnect)
        {
            Poll(MaxWait);
        }
    }

    private void Load(long end, CancellationToken cancellationToken)
    {
        long begun = Now;
        long expire = begun;
        long cpu = Libc.ThreadCpu();
        _waited = 0;
        while (true)
        {
            long now = Now;
            if (now >= end || cancellationToken.IsCancellationRequested)
            {
                break;
            }

            long next = Math.Min(end, now + MaxWait);
            foreach (Lane lane in _lanes)
            {
                lane.Pump(now);
                next = Math.Min(next, lane.NextDue());
            }

            now = Now;
            if (now >= expire)
            {
                _lanes.ForEach(lane => lane.ExpireAll(now));
                expire = now + MaxWait;
            }

            Poll(Math.Max(0, next - Now));
        }

        long took = Now - begun;
        CpuNanoseconds = Libc.ThreadCpu() - cpu;
        BusyShare = took == 0 ? 0 : 1 - ((double)_waited / took);
    }

    private void Drain(long end, long patience, CancellationToken cancellationToken)
    {
        _lanes.ForEach(lane => lane.Pump(end - 1)); // What fell due since the last look.
        while (!_lanes.TrueForAll(lane => lane.Finish(end)) && Now < end + patience && !cancellationToken.IsCancellationRequested)
        {
            Poll(MaxWait);
            long now = Now;
            _lanes.ForEach(lane => lane.ExpireAll(now));
        }
    }

    private void Poll(long nanoseconds)
    {
        for (int index = 0; index < _unflushed.Count; index++) // A flush that fails may add another.
        {
            _unflushed[index].FlushGathered();
        }

        _unflushed.Clear();
        long before = Stopwatch.GetTimestamp();
        int count = Libc.Wait(_poll, _events, nanoseconds);
        long took = Stopwatch.GetTimestamp() - before;
        _waited += took > NoWait ? took : 0;
        for (int index = 0; index < count; index++)
        {
            (uint events, long key) = Libc.EventAt(_events, index);
            Connection connection = _watched[(int)(uint)key];
            if (connection.Generation == (int)(key >> 32))
            {
                connection.OnEvents(events);
            }
        }
    }
}
