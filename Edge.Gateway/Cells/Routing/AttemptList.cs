namespace Edge.Gateway.Cells.Routing;

/// <summary>The tries that wait for a destination's answer. Linked through the tries themselves: entering and leaving allocates nothing.</summary>
internal sealed class AttemptList
{
    /// <summary>Parts with a lock each, so that threads seldom meet.</summary>
    private static readonly int Shards = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Environment.ProcessorCount, 1, 16));

    private readonly Part[] _parts = [.. Enumerable.Range(0, Shards).Select(static _ => new Part())];

    public void Add(Attempt attempt)
    {
        int shard = Thread.GetCurrentProcessorId() & (Shards - 1);
        Part part = _parts[shard];
        lock (part.Lock)
        {
            attempt.Shard = shard;
            attempt.Previous = null;
            attempt.Next = part.First;
            part.First?.Previous = attempt;
            part.First = attempt;
        }
    }

    /// <summary>Takes it out; nothing when it is out already. After this nobody ends it.</summary>
    public void Remove(Attempt attempt)
    {
        int shard = attempt.Shard;
        if (shard >= 0)
        {
            Part part = _parts[shard];
            lock (part.Lock)
            {
                part.Unlink(attempt);
            }
        }
    }

    /// <summary>Ends one try; nothing when its answer has begun.</summary>
    public void End(Attempt attempt, AttemptEnd end)
    {
        int shard = attempt.Shard;
        if (shard < 0)
        {
            return;
        }

        CancellationTokenSource? source;
        lock (_parts[shard].Lock)
        {
            source = attempt.Shard == shard ? attempt.EndFor(end) : null;
            _parts[shard].Unlink(attempt);
        }

        if (source is not null)
        {
            Cancel(source);
        }
    }

    /// <summary>Tries that have waited for at least a time, of those under way.</summary>
    public int CountOlderThan(TimeSpan age, long now, TimeProvider time)
    {
        int count = 0;
        foreach (Part part in _parts)
        {
            lock (part.Lock)
            {
                for (Attempt? attempt = part.First; attempt is not null; attempt = attempt.Next)
                {
                    count += time.GetElapsedTime(attempt.Started, now) >= age ? 1 : 0;
                }
            }
        }

        return count;
    }

    /// <summary>Ends tries that have waited for at least a time.</summary>
    /// <param name="end">Why.</param>
    /// <param name="age">Least age.</param>
    /// <param name="replayableOnly">Whether those stay that cannot be sent again: for them a late answer is better than none.</param>
    /// <param name="now">Timestamp.</param>
    /// <param name="time">The clock.</param>
    /// <returns>How many were ended.</returns>
    public int EndOlderThan(AttemptEnd end, TimeSpan age, bool replayableOnly, long now, TimeProvider time)
    {
        List<CancellationTokenSource>? ended = null;
        foreach (Part part in _parts)
        {
            lock (part.Lock)
            {
                Attempt? next;
                for (Attempt? attempt = part.First; attempt is not null; attempt = next)
                {
                    next = attempt.Next;
                    if (time.GetElapsedTime(attempt.Started, now) >= age && (!replayableOnly || attempt.IsReplayable))
                    {
                        part.Unlink(attempt);
                        (ended ??= []).Add(attempt.EndFor(end));
                    }
                }
            }
        }

        foreach (CancellationTokenSource source in ended ?? [])
        {
            Cancel(source);
        }

        return ended?.Count ?? 0;
    }

    // On another thread: what follows may run inline, and belongs to another request.
    private static void Cancel(CancellationTokenSource source) => ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), source, preferLocal: false);

    private sealed class Part
    {
        public Lock Lock { get; } = new();

        public Attempt? First { get; set; }

        public void Unlink(Attempt attempt)
        {
            if (attempt.Shard < 0)
            {
                return;
            }

            attempt.Shard = -1;
            if (attempt.Previous is { } previous)
            {
                previous.Next = attempt.Next;
            }
            else
            {
                First = attempt.Next;
            }

            attempt.Next?.Previous = attempt.Previous;
            attempt.Next = attempt.Previous = null;
        }
    }
}
