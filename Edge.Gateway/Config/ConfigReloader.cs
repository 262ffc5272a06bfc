using Edge.Gateway.Events;

namespace Edge.Gateway.Config;

/// <summary>Builds a new snapshot and puts it in force, or keeps the old one and says why.</summary>
internal sealed partial class ConfigReloader(
    SnapshotLoader loader,
    SnapshotStore store,
    IEnumerable<ISnapshotObserver> observers,
    ConfigMetrics metrics,
    IEventLog events,
    ILogger<ConfigReloader> logger) : IDisposable
{
    /// <summary>Most errors of one failed reload, and warnings of a good one, that are logged; the admin API's answer has them all.</summary>
    public const int MaxLogged = 20;

    private readonly ISnapshotObserver[] _observers = [.. observers];
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private string _files = ""; // As they were when they were last read; empty at the start.

    /// <summary>The last reload's diagnostics, for the admin API and the console.</summary>
    public SnapshotLoadResult? LastResult { get; private set; }

    /// <summary>Loads the folder of the snapshot in force again. Reloads run one after the other.</summary>
    /// <param name="actor">Who asked, for the event: a token's id or <c>file-watcher</c>.</param>
    /// <param name="cancellationToken">Ends the wait for the turn; a reload that began goes on.</param>
    public async Task<SnapshotLoadResult> ReloadAsync(string actor, CancellationToken cancellationToken) =>
        (await ReloadAsync(actor, always: true, cancellationToken))!;

    /// <summary>As <see cref="ReloadAsync(string, CancellationToken)"/>, unless somebody has had the files loaded as they are now: one change is one event.</summary>
    /// <returns>Null when there was nothing to load.</returns>
    public Task<SnapshotLoadResult?> ReloadIfChangedAsync(string actor, CancellationToken cancellationToken) => ReloadAsync(actor, always: false, cancellationToken);

    /// <summary>Puts a first snapshot in force.</summary>
    public async Task StartAsync(SnapshotLoadResult result, CancellationToken cancellationToken)
    {
        EdgeSnapshot first = result.Snapshot ?? throw new ArgumentException("The result has no snapshot.", nameof(result));
        LastResult = result;
        await PutInForceAsync(first, cancellationToken);
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<SnapshotLoadResult?> ReloadAsync(string actor, bool always, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            string files = await Task.Run(() => ConfigFiles.Fingerprint(store.Current.Directory), CancellationToken.None);
            if (!always && files == _files)
            {
                return null;
            }

            _files = files; // Before they are read: what changes meanwhile is a change.
            return LastResult = await ReloadOnceAsync(actor);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<SnapshotLoadResult> ReloadOnceAsync(string actor)
    {
        EdgeSnapshot current = store.Current;
        SnapshotLoadResult result;
        try
        {
            result = await Task.Run(() => loader.Load(current.Directory, current)); // Off the caller's thread: a large file takes a second.
            if (result.Snapshot is not null)
            {
                await PutInForceAsync(result.Snapshot, CancellationToken.None);
            }
        }
        catch (Exception exception)
        {
            // A bug, or a feature that cannot take what its compiler accepted. Whatever it is, a reload never ends the process.
            LogBroken(exception);
            result = Broken(current, exception);
        }

        if (result.Snapshot is null)
        {
            LogFailed(result.Diagnostics.Items.Count + result.Diagnostics.NotKept);
            foreach (ConfigDiagnostic diagnostic in result.Diagnostics.Items.Take(MaxLogged))
            {
                LogDiagnostic(diagnostic);
            }

            metrics.ReloadFailed();
            string reason = result.Diagnostics.Items.First(static diagnostic => diagnostic.IsError).ToString();
            events.Write(new EdgeEvent("system.config.reload_failed", EventSeverity.Error, actor, "config", EventOutcome.Failure, reason));
            return result;
        }

        LogReloaded(result.Snapshot.Version);
        foreach (ConfigDiagnostic diagnostic in result.Diagnostics.Items.Take(MaxLogged))
        {
            LogWarning(diagnostic); // Of the first snapshot the start tells.
        }

        metrics.Reloaded();
        events.Write(new EdgeEvent("system.config.reload", EventSeverity.Info, actor, "config", EventOutcome.Success, $"version {result.Snapshot.Version}"));
        return result;
    }

    private static SnapshotLoadResult Broken(EdgeSnapshot current, Exception exception)
    {
        var diagnostics = new ConfigDiagnostics();
        diagnostics.Add(new ConfigDiagnostic(current.Directory, 1, 1, true, ConfigCodes.Internal, $"the configuration could not be put in force ({exception.GetBaseException().Message}); the log has the details."));
        return new SnapshotLoadResult(null, diagnostics);
    }

    private async Task PutInForceAsync(EdgeSnapshot next, CancellationToken cancellationToken)
    {
        foreach (ISnapshotObserver observer in _observers)
        {
            await observer.PrepareAsync(store.CurrentOrNull, next, cancellationToken);
        }

        store.Swap(next);
    }

    [LoggerMessage(EdgeEvents.ConfigReloaded, LogLevel.Information, "Configuration version {Version} is in force.")]
    private partial void LogReloaded(long version);

    [LoggerMessage(EdgeEvents.ConfigReloadFailed, LogLevel.Error, "The changed configuration has {Count} errors; the last good one stays in force.")]
    private partial void LogFailed(int count);

    [LoggerMessage(EdgeEvents.ConfigReloadBroken, LogLevel.Error, "The changed configuration could not be put in force.")]
    private partial void LogBroken(Exception exception);

    [LoggerMessage(EdgeEvents.ConfigDiagnostic, LogLevel.Error, "{Diagnostic}")]
    private partial void LogDiagnostic(ConfigDiagnostic diagnostic);

    [LoggerMessage(EdgeEvents.ConfigWarning, LogLevel.Warning, "{Diagnostic}")]
    private partial void LogWarning(ConfigDiagnostic diagnostic);
}
