using System.Threading.Channels;
using Edge.Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Edge.Gateway.Events;

/// <summary>The System Log: takes events without waiting, and one task stores them in batches, each on disk before the next begins.</summary>
/// <remarks>
/// Until <see cref="Open"/>, and while the disk fails, events wait in the queue. Those who need theirs on disk share the commit
/// that is due, so that a hundred admin calls cost about as many writes to the disk as one.
/// </remarks>
internal sealed partial class EventLog(EventsMetrics metrics, TimeProvider time, ILogger<EventLog> logger) : IEventLog, IAsyncDisposable
{
    /// <summary>Most events that wait to be stored, about 10 MB; beyond that they are dropped and counted.</summary>
    public const int MaxQueued = 16_384;

    /// <summary>Most events of one transaction: it takes some 10 ms.</summary>
    public const int MaxBatch = 2000;

    /// <summary>Most queries at a time; further ones wait.</summary>
    public const int MaxQueries = 4;

    /// <summary>How long a batch waits for more events when nobody waits for it: at most ten commits a second.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(100);

    /// <summary>Time between two tries while the disk fails.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>Time between two looks for events to let go.</summary>
    public static readonly TimeSpan TrimInterval = TimeSpan.FromSeconds(10);

    /// <summary>Longest time of one query.</summary>
    public static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait of an admin call for the disk.</summary>
    public static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Least time between two files that are put aside: a disk that damages everything must not be filled with them.</summary>
    public static readonly TimeSpan PutAsideInterval = TimeSpan.FromMinutes(1);

    /// <summary>Longest wait for the last events when the process ends.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly Channel<EventQueueItem> _queue = Channel.CreateBounded<EventQueueItem>(new BoundedChannelOptions(MaxQueued) { SingleReader = true });
    private readonly SemaphoreSlim _hurry = new(0, 1);
    private readonly SemaphoreSlim _queries = new(MaxQueries, MaxQueries);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<LoggedEvent> _batch = [];
    private readonly List<TaskCompletionSource> _waiters = [];
    private volatile EventLogSettings? _settings;
    private EventStore? _store;
    private Task? _writing;
    private long _trimmed;
    private long _putAside;
    private volatile bool _isFailing;

    public void Write(EdgeEvent edgeEvent)
    {
        if (!_queue.Writer.TryWrite(Item(edgeEvent, stored: null)))
        {
            metrics.Drop();
        }

        Say(edgeEvent);
    }

    public async Task WriteDurableAsync(EdgeEvent edgeEvent, CancellationToken cancellationToken)
    {
        Say(edgeEvent);
        await SendAsync(edgeEvent, cancellationToken);
    }

    public async Task WriteDurableAsync(IReadOnlyList<EdgeEvent> edgeEvents, CancellationToken cancellationToken)
    {
        if (_isFailing)
        {
            throw new IOException("The System Log cannot be stored at the moment; the log of the node says why."); // Nothing of it fills the queue.
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(StoreTimeout);
        try
        {
            foreach (EdgeEvent edgeEvent in edgeEvents)
            {
                await _queue.Writer.WriteAsync(Item(edgeEvent, stored: null), deadline.Token);
            }
        }
        catch (Exception exception) when (exception is ChannelClosedException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException("The System Log takes no events at the moment.", exception);
        }

        await FlushAsync(cancellationToken);
        foreach (EdgeEvent edgeEvent in edgeEvents)
        {
            Say(edgeEvent);
        }
    }

    public Task FlushAsync(CancellationToken cancellationToken) => SendAsync(edgeEvent: null, cancellationToken);

    /// <summary>Begins to store events, or takes up changed limits.</summary>
    public void Open(EventLogSettings settings)
    {
        _settings = settings;
        _writing ??= Task.Run(WriteBatchesAsync);
    }

    /// <summary>Answers a query; all that was written before on this node is in it.</summary>
    /// <exception cref="IOException">The log cannot be read at the moment, or the query took too long.</exception>
    public async Task<EventPage> ReadAsync(EventQuery query, CancellationToken cancellationToken)
    {
        string path = _settings?.Path ?? throw new IOException("The System Log is not open yet.");
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // What is stored can still be read, from a full disk, say.
        }

        await _queries.WaitAsync(cancellationToken);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(QueryTimeout);
        try
        {
            EventPage page = await Task.Run(() => EventStore.Read(path, query, deadline.Token), CancellationToken.None);
            if (page.Unreadable > 0)
            {
                metrics.FoundUnreadable(page.Unreadable);
                LogUnreadable(path, page.Unreadable);
            }

            return page;
        }
        catch (SqliteException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException(deadline.IsCancellationRequested ? $"The query took longer than {QueryTimeout.TotalSeconds} s; narrow since and until." : exception.Message, exception);
        }
        finally
        {
            _queries.Release();
        }
    }

    /// <summary>The events since an instant, in the order of storing: for tests and consoles.</summary>
    public IReadOnlyList<LoggedEvent> Since(DateTimeOffset since, int limit) =>
        ReadAsync(new EventQuery(since, Until: null, limit), CancellationToken.None).GetAwaiter().GetResult().Events;

    /// <summary>Stores what waits and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        Hurry();
        if (_writing is { } writing)
        {
            _stopping.CancelAfter(StopTimeout);
            await writing;
        }

        _store?.Dispose();
    }

    private EventQueueItem Item(EdgeEvent edgeEvent, TaskCompletionSource? stored)
    {
        DateTimeOffset now = edgeEvent.Published ?? time.GetUtcNow();
        return new EventQueueItem(edgeEvent.Id ?? Guid.CreateVersion7(now), now, edgeEvent, stored);
    }

    // Null waits only. While the disk fails nobody waits for it: the event stays in the queue, and the caller knows.
    private async Task SendAsync(EdgeEvent? edgeEvent, CancellationToken cancellationToken)
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        EventQueueItem item = edgeEvent is null ? new EventQueueItem(default, default, null, stored) : Item(edgeEvent, stored);
        if (_isFailing)
        {
            bool isOfUse = edgeEvent is not null || _queue.Reader.Count == 0; // One that only waits has the log try again; more would fill the queue.
            if (isOfUse && !_queue.Writer.TryWrite(item) && edgeEvent is not null)
            {
                metrics.Drop();
            }

            throw new IOException("The System Log cannot be stored at the moment; the log of the node says why.");
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(StoreTimeout);
        try
        {
            await _queue.Writer.WriteAsync(item, deadline.Token);
            Hurry();
            await stored.Task.WaitAsync(deadline.Token);
        }
        catch (ChannelClosedException)
        {
            throw new IOException("The System Log is closed: the node stops.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"The System Log was not stored within {StoreTimeout.TotalSeconds} s.");
        }
    }

    private async Task WriteBatchesAsync()
    {
        ChannelReader<EventQueueItem> reader = _queue.Reader;
        try
        {
            while (_batch.Count > 0 || await reader.WaitToReadAsync(_stopping.Token))
            {
                await _hurry.WaitAsync(_isFailing ? RetryInterval : Linger, _stopping.Token);
                Take(reader);
                while (_batch.Count > 0 || _waiters.Count > 0)
                {
                    Store();
                    if (_isFailing)
                    {
                        break;
                    }

                    Take(reader);
                }
            }
        }
        catch (OperationCanceledException)
        {
            LogNotStored(_settings!.Path, MaxQueued, "the node stops");
        }
    }

    private void Take(ChannelReader<EventQueueItem> reader)
    {
        while (_batch.Count < MaxBatch && reader.TryRead(out EventQueueItem item))
        {
            if (item.Event is not null)
            {
                _batch.Add(new LoggedEvent(item.Id, item.Published, item.Event, _settings!.Node));
            }

            if (item.Stored is not null)
            {
                _waiters.Add(item.Stored);
            }
        }
    }

    // One transaction for the batch. What fails stays in the batch and is tried again; who waits is told.
    private void Store()
    {
        EventLogSettings settings = _settings!;
        try
        {
            _store ??= new EventStore(settings.Path);
            if (_batch.Count > 0)
            {
                foreach (LoggedEvent stored in _store.Append(_batch).Where(static stored => stored.Event.Id is not null))
                {
                    Say(stored.Event with { Id = null });
                }

                metrics.Wrote(_batch.Count);
                _batch.Clear();
            }

            Trim(settings);
            _isFailing = false;
            _waiters.ForEach(static waiter => waiter.TrySetResult());
            _waiters.Clear();
        }
        catch (Exception exception) // Whatever it is, the log goes on.
        {
            _store?.Dispose(); // Opened again, it tells what is wrong with the file.
            _store = null;
            if (SqliteFile.Translate(exception) is not UnusableDatabaseException unusable || !TryPutAside(settings.Path, unusable.Message))
            {
                Fail(exception, settings.Path);
            }
        }
    }

    private void Fail(Exception exception, string path)
    {
        if (!_isFailing)
        {
            LogNotStored(path, MaxQueued, exception.Message); // Once, not every second.
        }

        _isFailing = true;
        _waiters.ForEach(waiter => waiter.TrySetException(new IOException($"The event could not be stored: {exception.Message}", exception)));
        _waiters.Clear();
    }

    // True: the batch goes into a new file.
    private bool TryPutAside(string path, string reason)
    {
        if (_putAside != 0 && time.GetElapsedTime(_putAside) < PutAsideInterval)
        {
            return false;
        }

        _putAside = time.GetTimestamp();
        try
        {
            string aside = SqliteFile.PutAside(path, time.GetUtcNow());
            LogPutAside(path, aside, reason);
            EventQueueItem item = Item(new EdgeEvent("system.state.quarantined", EventSeverity.Error, "state", Path.GetFileName(path), EventOutcome.Failure, $"{reason}; it is kept as {Path.GetFileName(aside)}, and a new log begins"), stored: null);
            _batch.Add(new LoggedEvent(item.Id, item.Published, item.Event!, _settings!.Node));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Trim(EventLogSettings settings)
    {
        if (_trimmed == 0 || time.GetElapsedTime(_trimmed) >= TrimInterval)
        {
            int trimmed = _store!.Trim(settings.MaxCount, time.GetUtcNow() - settings.Retention);
            _trimmed = trimmed < EventStore.MaxTrimmed ? Math.Max(1, time.GetTimestamp()) : 0; // More to let go: with the next batch.
        }
    }

    // An event that may be reported again is told when it is stored, by the first report.
    private void Say(EdgeEvent edgeEvent)
    {
        if (edgeEvent.Id is null)
        {
            LogEvent(edgeEvent.EventType, edgeEvent.Outcome, edgeEvent.Actor, edgeEvent.Target, edgeEvent.Reason);
        }
    }

    private void Hurry()
    {
        try
        {
            _hurry.Release();
        }
        catch (SemaphoreFullException)
        {
            // Said already.
        }
    }

    [LoggerMessage(EdgeEvents.EventWritten, LogLevel.Information, "{EventType} {Outcome} by {Actor} on {Target}: {Reason}")]
    private partial void LogEvent(string eventType, EventOutcome outcome, string actor, string target, string? reason);

    [LoggerMessage(EdgeEvents.EventsNotStored, LogLevel.Error, "{Path}: events cannot be stored; at most {Most} wait in memory: {Reason}")]
    private partial void LogNotStored(string path, int most, string reason);

    [LoggerMessage(EdgeEvents.EventUnreadable, LogLevel.Warning, "{Path}: {Count} rows are no events, and were left out of an answer; the file is damaged.")]
    private partial void LogUnreadable(string path, int count);

    [LoggerMessage(EdgeEvents.EventsPutAside, LogLevel.Error, "{Path} cannot be used and is now {Aside}: {Reason}")]
    private partial void LogPutAside(string path, string aside, string reason);
}
