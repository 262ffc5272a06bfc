namespace Edge.LoadTests.Measuring;

/// <summary>What one worker saw of one step. One writer; read when the worker has ended, but for what is shown live: counters, and intervals that are over.</summary>
internal sealed class StepRecorder(string scenario, string step, long fromNanoseconds, long intervalNanoseconds, int intervals)
{
    private static readonly int Kinds = Enum.GetValues<FailureKind>().Length;

    private readonly LatencyHistogram?[] _intervals = new LatencyHistogram?[intervals];
    private readonly long[] _unexpected = new long[intervals];
    private long _answered;
    private long _failed;

    public string Scenario { get; } = scenario;

    public string Step { get; } = step;

    /// <summary>Times from the intended start to the last byte; time-outs and what was never sent count with what they had waited.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Answers by status.</summary>
    public long[] Statuses { get; } = new long[600];

    /// <summary>Requests without an answer, by <see cref="FailureKind"/>.</summary>
    public long[] Failures { get; } = new long[Kinds];

    /// <summary>Bytes of answers, heads included.</summary>
    public long Bytes { get; private set; }

    /// <summary>Answers so far.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Unexpected answers and missing ones so far.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Requests that have ended so far, answered or not.</summary>
    public long Ended => Answered + Enumerable.Range(0, Failures.Length).Sum(kind => Volatile.Read(ref Failures[kind]));

    public void Answer(long now, long intended, int status, bool isExpected, long bytes)
    {
        if (intended < fromNanoseconds)
        {
            return; // Warm-up.
        }

        Latency.Record(now - intended);
        Statuses[status]++;
        Bytes += bytes;
        Volatile.Write(ref _answered, _answered + 1);
        Note(now, intended, isExpected, isTimed: true);
    }

    public void Fail(long now, long intended, FailureKind kind)
    {
        if (intended < fromNanoseconds)
        {
            return;
        }

        bool isTimed = kind is FailureKind.Timeout or FailureKind.NotSent;
        if (isTimed)
        {
            Latency.Record(now - intended); // At least this long: leaving it out would flatter the percentiles.
        }

        Failures[(int)kind]++;
        Note(now, intended, isExpected: false, isTimed);
    }

    /// <summary>Latencies of an interval by the intended start; null when there were none.</summary>
    public LatencyHistogram? Interval(int index) => Volatile.Read(ref _intervals[index]);

    /// <summary>Failed requests of an interval.</summary>
    public long FailedIn(int index) => _unexpected[index];

    private void Note(long now, long intended, bool isExpected, bool isTimed)
    {
        int index = (int)Math.Min((intended - fromNanoseconds) / intervalNanoseconds, _intervals.Length - 1);
        if (isTimed)
        {
            (_intervals[index] ??= new LatencyHistogram(LatencyHistogram.Chart)).Record(now - intended);
        }

        if (!isExpected)
        {
            _unexpected[index]++;
            Volatile.Write(ref _failed, _failed + 1);
        }
    }
}
