namespace Edge.Gateway.Tls;

/// <summary>Calls back, debounced, when something in a set of folders changes, and at a slow pace when there is no notice.</summary>
/// <remarks>
/// Folders, not files, are watched: tools replace files by renaming, and Kubernetes by exchanging a link beside them.
/// </remarks>
internal sealed class FolderWatcher : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Action<string, string> _notWatched;
    private readonly ITimer _debounce;
    private readonly ITimer _poll;
    private Dictionary<string, FileSystemWatcher> _watchers = [];
    private bool _disposed;

    /// <param name="time">Runs both timers.</param>
    /// <param name="changed">Called on a pool thread; must not throw.</param>
    /// <param name="notWatched">Told of a folder that only the poll covers, and why.</param>
    public FolderWatcher(TimeProvider time, Action changed, Action<string, string> notWatched)
    {
        _notWatched = notWatched;
        _debounce = time.CreateTimer(static state => ((Action)state!)(), changed, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _poll = time.CreateTimer(static state => ((Action)state!)(), changed, TlsLimits.ReloadPoll, TlsLimits.ReloadPoll);
    }

    /// <summary>Watches these folders and no others.</summary>
    public void Watch(IEnumerable<string> folders)
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            Dictionary<string, FileSystemWatcher> next = new(StringComparer.Ordinal);
            foreach (string folder in folders.Distinct(StringComparer.Ordinal).Take(TlsLimits.MaxWatchedFolders))
            {
                if (_watchers.Remove(folder, out FileSystemWatcher? watcher) || (watcher = TryWatch(folder)) is not null)
                {
                    next.Add(folder, watcher);
                }
            }

            DisposeWatchers();
            _watchers = next;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            DisposeWatchers();
            _watchers = [];
        }

        _debounce.Dispose();
        _poll.Dispose();
    }

    private FileSystemWatcher? TryWatch(string folder)
    {
        try
        {
            FileSystemWatcher watcher = new(folder)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            watcher.Changed += OnChanged;
            watcher.Created += OnChanged;
            watcher.Renamed += OnChanged;
            watcher.Error += OnError;
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            _notWatched(folder, exception.Message);
            return null;
        }
    }

    private void OnChanged(object sender, FileSystemEventArgs change) => Schedule();

    private void OnError(object sender, ErrorEventArgs error) => Schedule(); // Notices were lost: look for ourselves.

    private void Schedule() => _debounce.Change(TlsLimits.ReloadDebounce, Timeout.InfiniteTimeSpan);

    private void DisposeWatchers()
    {
        foreach (FileSystemWatcher watcher in _watchers.Values)
        {
            watcher.Dispose();
        }
    }
}
