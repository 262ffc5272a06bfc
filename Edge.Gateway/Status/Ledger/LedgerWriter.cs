using Edge.Gateway.Storage;

namespace Edge.Gateway.Status.Ledger;

/// <summary>Takes entries to the disk. While that fails they wait here, and the page goes on from memory.</summary>
internal sealed partial class LedgerWriter(TimeProvider time, ILogger<LedgerWriter> logger) : IDisposable
{
    /// <summary>Most entries that wait, about 60 MB: a day of ten sources and twenty components. Beyond that the oldest are dropped.</summary>
    public const int MaxWaiting = 300_000;

    /// <summary>Time between two files that are put aside.</summary>
    public static readonly TimeSpan PutAsideInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private List<LedgerRow> _waiting = [];
    private Dictionary<(DateOnly, string), string> _days = [];
    private LedgerStore? _store;
    private string? _path;
    private long _putAside;
    private bool _isFailing;

    /// <summary>The database; null until it is open.</summary>
    public string? Path => _path;

    /// <summary>Entries that are not on disk yet.</summary>
    public IReadOnlyList<LedgerRow> Waiting
    {
        get
        {
            lock (_lock)
            {
                return [.. _waiting];
            }
        }
    }

    /// <summary>Names the file, and loads what is in it. Nothing is written before: days that were not read must not be written over.</summary>
    /// <param name="path">The file; it is made with the first entry.</param>
    /// <param name="history">Is filled.</param>
    /// <returns>The entries that more may be added to; null when the file cannot be read at the moment.</returns>
    public IReadOnlyList<LedgerRow>? TryOpen(string path, LedgerHistory history)
    {
        try
        {
            IReadOnlyList<LedgerRow> rows = [];
            if (File.Exists(path))
            {
                _store = new LedgerStore(path);
                rows = _store.Load(history, time.GetUtcNow());
            }

            _path = path;
            return rows;
        }
        catch (Exception exception) // Whatever it is, the status goes on.
        {
            if (!Failed(path, exception))
            {
                return null;
            }

            _path = path;
            return [];
        }
    }

    public void Add(IReadOnlyList<LedgerRow> rows, IEnumerable<(DateOnly Date, string Component, string States)> days)
    {
        lock (_lock)
        {
            _waiting.AddRange(rows);
            foreach ((DateOnly date, string component, string states) in days)
            {
                _days[(date, component)] = states;
            }

            if (_waiting.Count > MaxWaiting)
            {
                LogDropped(_waiting.Count - MaxWaiting);
                _waiting.RemoveRange(0, _waiting.Count - MaxWaiting);
            }
        }
    }

    /// <summary>Writes what waits; whether nothing is left.</summary>
    public async Task<bool> FlushAsync()
    {
        await _writing.WaitAsync();
        try
        {
            return await Task.Run(Flush);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose()
    {
        _store?.Dispose();
        _writing.Dispose();
    }

    private bool Flush()
    {
        List<LedgerRow> rows;
        Dictionary<(DateOnly Date, string Component), string> days;
        lock (_lock)
        {
            if (_path is null)
            {
                return _waiting.Count == 0;
            }

            if (_waiting.Count == 0 && _days.Count == 0)
            {
                return true;
            }

            (rows, days, _waiting, _days) = (_waiting, _days, [], []);
        }

        try
        {
            _store ??= new LedgerStore(_path);
            _store.Append(rows, [.. days.Select(static day => (day.Key.Date, day.Key.Component, day.Value))]);
            _store.Trim(time.GetUtcNow());
            _isFailing = false;
            return true;
        }
        catch (Exception exception) // Whatever it is, what was measured is kept, and tried again.
        {
            lock (_lock)
            {
                _waiting.InsertRange(0, rows);
                foreach (((DateOnly, string) key, string states) in days)
                {
                    _days.TryAdd(key, states);
                }
            }

            Failed(_path, exception);
            return false;
        }
    }

    // Whether the file was put aside, so that its place is free.
    private bool Failed(string path, Exception exception)
    {
        _store?.Dispose(); // Opened again, it tells what is wrong with the file.
        _store = null;
        Exception known = SqliteFile.Translate(exception);
        if (known is UnusableDatabaseException && (_putAside == 0 || time.GetElapsedTime(_putAside) >= PutAsideInterval))
        {
            _putAside = time.GetTimestamp();
            try
            {
                LogPutAside(path, known.Message, SqliteFile.PutAside(path, time.GetUtcNow()));
                return true;
            }
            catch (IOException moved)
            {
                LogNotStored(path, moved.Message);
            }
        }
        else if (!_isFailing)
        {
            LogNotStored(path, known.Message);
        }

        _isFailing = true;
        return false;
    }

    [LoggerMessage(EdgeEvents.LedgerNotStored, LogLevel.Error, "The status ledger {Path} cannot be written: {Reason} What was measured waits in memory.")]
    private partial void LogNotStored(string path, string reason);

    [LoggerMessage(EdgeEvents.LedgerPutAside, LogLevel.Error, "The status ledger {Path} cannot be used: {Reason} It is now {Aside}, and a new one is begun.")]
    private partial void LogPutAside(string path, string reason, string aside);

    [LoggerMessage(EdgeEvents.LedgerDropped, LogLevel.Error, "{Count} entries of the status ledger were dropped: the disk has failed for too long.")]
    private partial void LogDropped(int count);
}
