namespace Edge.Gateway.Config;

/// <summary>Reloads when a file of the configuration folder changes, once the changes have settled.</summary>
internal sealed partial class ConfigWatcher(SnapshotStore store, ConfigReloader reloader, TimeProvider time, ILogger<ConfigWatcher> logger) : BackgroundService
{
    /// <summary>Quiet time after the last change before a reload: an editor writes a file in several steps.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest a reload waits while changes keep coming.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changed = new SemaphoreSlim(0, 1);
        using FileSystemWatcher? watcher = TryWatch(store.Current.Directory, changed);
        if (watcher is null)
        {
            return;
        }

        while (true)
        {
            await changed.WaitAsync(stoppingToken);
            long first = time.GetTimestamp();
            while (time.GetElapsedTime(first) < MaxDelay && await changed.WaitAsync(Settle, stoppingToken))
            {
                // Another change: wait for quiet again.
            }

            await reloader.ReloadIfChangedAsync("file-watcher", stoppingToken);
        }
    }

    private FileSystemWatcher? TryWatch(string directory, SemaphoreSlim changed)
    {
        try
        {
            var watcher = new FileSystemWatcher(directory) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.Size };
            watcher.Changed += (_, change) => Signal(change.FullPath);
            watcher.Created += (_, change) => Signal(change.FullPath);
            watcher.Deleted += (_, change) => Signal(change.FullPath);
            watcher.Renamed += (_, change) => Signal(change.FullPath);
            watcher.Error += (_, _) => Release(changed); // The kernel's queue ran over: something changed.
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            LogNotWatched(directory, exception.Message); // Out of inotify watches, say: POST /api/v1/config/reload still works.
            return null;
        }

        void Signal(string path)
        {
            // A mounted Kubernetes volume swaps the link "..data" instead of writing the files.
            if (ConfigFiles.Contains(directory, path) || Path.GetFileName(path) == "..data")
            {
                Release(changed);
            }
        }
    }

    private static void Release(SemaphoreSlim changed)
    {
        try
        {
            changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // A change is already noted.
        }
        catch (ObjectDisposedException)
        {
            // The last event of a watcher that stops.
        }
    }

    [LoggerMessage(EdgeEvents.ConfigNotWatched, LogLevel.Warning, "Changes of {Directory} are not noticed: {Reason}")]
    private partial void LogNotWatched(string directory, string reason);
}
