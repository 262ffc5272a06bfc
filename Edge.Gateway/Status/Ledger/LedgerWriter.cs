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

    /// <summary>The database; null before <see cref="Open"/>.</summary>
    public string? Path => _path;

    /// <summary>Names the file, and loads what is in it.</summary>
    /// <returns>The entries that more may be added to.</returns>
    public IReadOnlyList<LedgerRow> Open(string path, LedgerHistory history)
    {
        _path = path;
        if (!File.Exists(path))
        {
            return []; // It is made with the first entry.
        }

        try
        {
            _store = new LedgerStore(path);
            return _store.Load(history, time.GetUtcNow());
        }
        catch (Exception exception)
        {
            Failed(exception);
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
            if (_path is null || (_waiting.Count == 0 && _days.Count == 0))
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

            Failed(exception);
            return false;
        }
    }

    private void Failed(Exception exception)
    {
        _store?.Dispose(); // Opened again, it tells what is wrong with the file.
        _store = null;
        Exception known = SqliteFile.Translate(exception);
        if (known is UnusableDatabaseException && (_putAside == 0 || time.GetElapsedTime(_putAside) >= PutAsideInterval))
        {
            _putAside = time.GetTimestamp();
            try
            {
                LogPutAside(_path!, known.Message, SqliteFile.PutAside(_path!, time.GetUtcNow()));
            }
            catch (IOException moved)
            {
                LogNotStored(_path!, moved.Message);
            }
        }
        else if (!_isFailing)
        {
            LogNotStored(_path!, known.Message);
        }

        _isFailing = true;
    }

    [LoggerMessage(EdgeEvents.LedgerNotStored, LogLevel.Error, "The status ledger {Path} cannot be written: {Reason} What was measured waits in memory.")]
    private partial void LogNotStored(string path, string reason);

    [LoggerMessage(EdgeEvents.LedgerPutAside, LogLevel.Error, "The status ledger {Path} cannot be used: {Reason} It is now {Aside}, and a new one is begun.")]
    private partial void LogPutAside(string path, string reason, string aside);

    [LoggerMessage(EdgeEvents.LedgerDropped, LogLevel.Error, "{Count} entries of the status ledger were dropped: the disk has failed for too long.")]
    private partial void LogDropped(int count);
}
