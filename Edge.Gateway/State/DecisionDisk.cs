using Edge.Gateway.Events;
using Edge.Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Edge.Gateway.State;

/// <summary>Decisions on this node's disk: the database and its last good copy. Tells once when it fails, and once when it is back. Not thread-safe; the copy may be saved beside the rest.</summary>
internal sealed partial class DecisionDisk(IEventLog events, TimeProvider time, ILogger<DecisionDisk> logger) : IDisposable
{
    private StateSettings? _settings;
    private DecisionFile? _file;
    private bool _hasFailed; // Whether it has been told of.
    private bool _copyFailed;
    private string? _aside; // Name of the database that was put aside.

    /// <summary>Whether the database takes decisions.</summary>
    public bool IsOpen => _file is not null;

    /// <summary>Where the files are; set before anything else.</summary>
    public StateSettings Settings
    {
        get => _settings ?? throw new InvalidOperationException("The state is not open yet.");
        set => _settings = value;
    }

    /// <summary>Opens the database. One that is damaged or too new is put aside, and a new one begins.</summary>
    /// <returns>What is in it; null when it cannot be opened now.</returns>
    public List<DecisionEntry>? TryOpen()
    {
        string path = Settings.DecisionsPath;
        try
        {
            List<DecisionEntry> entries;
            try
            {
                entries = Open(path);
            }
            catch (UnusableDatabaseException unusable)
            {
                PutAside(path, unusable.Message);
                entries = Open(path);
            }

            if (_hasFailed)
            {
                _hasFailed = false;
                LogKept(path);
                events.Write(new EdgeEvent("system.state.writable", EventSeverity.Info, "state", Path.GetFileName(path), EventOutcome.Success));
            }

            return entries;
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException or UnusableDatabaseException)
        {
            Lose(exception);
            return null;
        }
    }

    /// <summary>Writes entries, forgets others, and notes what the System Log is to be told, all or none.</summary>
    /// <returns>Null when they are on disk; else why not.</returns>
    public Exception? TryKeep(IEnumerable<DecisionEntry> entries, IEnumerable<string> forgotten, IEnumerable<EdgeEvent>? news = null)
    {
        if (_file is null)
        {
            return new IOException($"{Settings.DecisionsPath} cannot be opened.");
        }

        try
        {
            _file.Write(entries, forgotten, news ?? []);
            return null;
        }
        catch (Exception exception) when (exception is SqliteException or IOException)
        {
            Lose(exception); // Opened again, it tells what is wrong with the file.
            return exception;
        }
    }

    /// <summary>The oldest events that the System Log may not have; none while the disk fails.</summary>
    public (List<EdgeEvent> Events, long Last) ReadUntold(int limit)
    {
        try
        {
            return _file?.ReadUntold(limit) ?? ([], 0);
        }
        catch (SqliteException exception)
        {
            Lose(exception);
            return ([], 0);
        }
    }

    /// <summary>Forgets the events up to a place; false when that failed.</summary>
    public bool ForgetTold(long last)
    {
        try
        {
            _file?.ForgetTold(last);
            return _file is not null;
        }
        catch (SqliteException exception)
        {
            Lose(exception);
            return false;
        }
    }

    /// <summary>Whether what was decided before this start may be lost: neither the database nor the copy was whole.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>What the last good copy has. When the database had to be put aside and the copy is not whole either, it is put aside too.</summary>
    public List<DecisionEntry> ReadCopy()
    {
        string path = Settings.CopyPath;
        try
        {
            bool isThere = File.Exists(path);
            List<DecisionEntry> entries = DecisionCopy.Read(path, out int unreadable);
            if (unreadable > 0)
            {
                LogUnreadable(path, unreadable);
            }

            if (_aside is not null && (unreadable > 0 || !isThere))
            {
                TellDamaged(path, isThere, entries.Count);
            }

            return entries;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotKept(path, exception.Message);
            return [];
        }
    }

    /// <summary>Saves the copy; false when that failed.</summary>
    public bool SaveCopy(IEnumerable<DecisionEntry> entries)
    {
        string path = Settings.CopyPath;
        try
        {
            DecisionCopy.Write(path, entries);
            _copyFailed = false;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!_copyFailed)
            {
                LogCopyNotSaved(path, exception.Message); // Once, not with every step.
            }

            _copyFailed = true;
            return false;
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private List<DecisionEntry> Open(string path)
    {
        DecisionFile file = new(path);
        try
        {
            List<DecisionEntry> entries = file.Read();
            _file = file;
            return entries;
        }
        catch
        {
            file.Dispose(); // Or it could not be put aside.
            throw;
        }
    }

    private void TellDamaged(string path, bool isThere, int count)
    {
        IsDamaged = true;
        string copy = isThere ? $"of {Path.GetFileName(path)} {count} entries could be read, and it is kept as {Path.GetFileName(SqliteFile.PutAside(path, time.GetUtcNow()))}" : $"there is no {Path.GetFileName(path)}";
        string reason = $"decisions may be lost: {Path.GetFileName(Settings.DecisionsPath)} is kept as {_aside}; {copy}";
        LogDamaged(reason);
        events.Write(new EdgeEvent("system.state.damaged", EventSeverity.Error, "state", Path.GetFileName(Settings.DecisionsPath), EventOutcome.Failure, reason));
    }

    private void PutAside(string path, string reason)
    {
        string aside = SqliteFile.PutAside(path, time.GetUtcNow());
        _aside = Path.GetFileName(aside);
        LogPutAside(path, aside, reason);
        events.Write(new EdgeEvent("system.state.quarantined", EventSeverity.Error, "state", Path.GetFileName(path), EventOutcome.Failure, $"{reason}; it is kept as {Path.GetFileName(aside)}"));
    }

    private void Lose(Exception exception)
    {
        Dispose();
        if (!_hasFailed)
        {
            _hasFailed = true;
            LogNotKept(Settings.DecisionsPath, exception.Message);
            events.Write(new EdgeEvent("system.state.unwritable", EventSeverity.Error, "state", Path.GetFileName(Settings.DecisionsPath), EventOutcome.Failure, exception.Message));
        }
    }

    [LoggerMessage(EdgeEvents.StateNotKept, LogLevel.Error, "{Path} cannot be used, decisions cannot be made on this node: {Reason}")]
    private partial void LogNotKept(string path, string reason);

    [LoggerMessage(EdgeEvents.StateKept, LogLevel.Information, "{Path} can be used again.")]
    private partial void LogKept(string path);

    [LoggerMessage(EdgeEvents.StatePutAside, LogLevel.Error, "{Path} cannot be used and is now {Aside}: {Reason}")]
    private partial void LogPutAside(string path, string aside, string reason);

    [LoggerMessage(EdgeEvents.StateDamaged, LogLevel.Error, "The node starts without all that was decided: {Reason}")]
    private partial void LogDamaged(string reason);

    [LoggerMessage(EdgeEvents.StateCopyNotSaved, LogLevel.Warning, "{Path}: the copy of the decisions could not be saved: {Reason}")]
    private partial void LogCopyNotSaved(string path, string reason);

    [LoggerMessage(EdgeEvents.StateEntryUnreadable, LogLevel.Warning, "{Path}: {Count} lines are no decisions; they are left out.")]
    private partial void LogUnreadable(string path, int count);
}
