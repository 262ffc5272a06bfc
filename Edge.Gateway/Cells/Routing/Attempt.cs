namespace Edge.Gateway.Cells.Routing;

/// <summary>One try of a request at a destination, from its start to the first line of the answer. Reused with its owner.</summary>
#pragma warning disable CA1001 // Pooled with its owner for the life of the process; a source without a timer holds nothing to give back.
internal sealed class Attempt
#pragma warning restore CA1001
{
    private CancellationTokenSource _source = new();

    /// <summary>Neighbours in <see cref="AttemptList"/>, under its lock.</summary>
    public Attempt? Next { get; set; }

    /// <inheritdoc cref="Next"/>
    public Attempt? Previous { get; set; }

    /// <summary>The part of the list that it stands in; -1 in none. Under that part's lock.</summary>
    public int Shard { get; set; } = -1;

    /// <summary>Timestamp of its start.</summary>
    public long Started { get; private set; }

    /// <summary>Whether the request may be sent once more, so that ending this try costs the client nothing.</summary>
    public bool IsReplayable { get; private set; }

    /// <summary>Why it was ended; written before the token is cancelled.</summary>
    public AttemptEnd End { get; private set; }

    public CancellationToken Token => _source.Token;

    public void Begin(long now, bool isReplayable)
    {
        if (End != AttemptEnd.None) // Otherwise it was never cancelled, and whoever listened has left.
        {
            _source = new CancellationTokenSource(); // The old one stays as it is: whoever ended the last try may still be about to cancel it.
        }

        (Started, IsReplayable, End) = (now, isReplayable, AttemptEnd.None);
    }

    /// <summary>Marks it as ended, under the list's lock; the caller cancels the source once it holds no lock.</summary>
    public CancellationTokenSource EndFor(AttemptEnd end)
    {
        End = end;
        return _source;
    }
}
