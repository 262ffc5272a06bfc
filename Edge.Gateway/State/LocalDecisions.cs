using System.Globalization;
using Edge.Gateway.Events;

namespace Edge.Gateway.State;

/// <summary>The decisions that this node knows: in memory for readers, on disk for the next start.</summary>
/// <remarks>Reading takes no lock. Changes take turns; each is on disk before it is in force, except what the fleet decided while the disk fails.</remarks>
internal sealed partial class LocalDecisions(DecisionDisk disk, IEventLog events, TimeProvider time, ILogger<LocalDecisions> logger) : IDisposable
{
    /// <summary>Most keys, undone ones included: about 600 MB, when each of a million tenants is failed over.</summary>
    public const int MaxEntries = 1_200_000;

    /// <summary>Decisions of one transaction; more take several, each in force before the next is written: half a second.</summary>
    public const int MaxPerTransaction = 50_000;

    /// <summary>How long it is remembered that a decision was undone. A node that was away for longer must start with an empty state folder.</summary>
    public static readonly TimeSpan UndoneKept = TimeSpan.FromDays(30);

    private readonly Lock _lock = new();
    private readonly Lock _copying = new();
    private readonly Dictionary<string, DecisionEntry> _entries = new(StringComparer.Ordinal);
    private volatile DecisionSet _current = DecisionSet.Empty;
    private Action<DecisionSet, DecisionSet>? _changed;
    private string _node = Environment.MachineName;
    private bool _isOpen;
    private long _epoch;
    private long _version;
    private long _copied;
    private long _overruled;
    private int _unshared;
    private volatile bool _hasUntold = true; // An earlier run may have left some.

    public DecisionSet Current => _current;

    /// <summary>The highest epoch known.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>Whether the disk takes decisions.</summary>
    public bool IsKept => disk.IsOpen;

    /// <summary>Whether what was decided before this start may be lost.</summary>
    public bool IsDamaged => disk.IsDamaged;

    /// <summary>How many entries the fleet may not have.</summary>
    public int UnsharedCount => Volatile.Read(ref _unshared);

    /// <summary>Decisions of this node that were overruled by one that did not know of them, since the start.</summary>
    public long Overruled => Volatile.Read(ref _overruled);

    /// <summary>Whether events of decisions may wait for the System Log.</summary>
    public bool HasUntold => _hasUntold;

    /// <summary>Brings back what an earlier run left. Never throws: what cannot be read is told, and the last good copy stands in.</summary>
    public void Open(StateSettings settings, string node)
    {
        lock (_lock)
        {
            _node = node;
            disk.Settings = settings;
            _isOpen = true;
            EnsureDisk();
            List<DecisionEntry> copied = Take(disk.ReadCopy()); // Never newer than a good database.
            if (copied.Count > 0)
            {
                disk.TryKeep(copied, []);
                LogLastGood(settings.DecisionsPath, copied.Count);
                events.Write(new EdgeEvent(
                    "system.state.restored",
                    EventSeverity.Warn,
                    "state",
                    Path.GetFileName(settings.DecisionsPath),
                    EventOutcome.Success,
                    string.Create(CultureInfo.InvariantCulture, $"{copied.Count} entries came from the last good copy")));
            }
        }
    }

    /// <summary>One step of the housekeeping: opens a database that could not be opened, forgets what was undone long ago, saves the copy.</summary>
    /// <returns>What was forgotten.</returns>
    public IReadOnlyList<DecisionEntry> Step()
    {
        DecisionEntry[] forgotten;
        lock (_lock)
        {
            if (!_isOpen)
            {
                return [];
            }

            EnsureDisk();
            DateTimeOffset oldest = time.GetUtcNow() - UndoneKept;
            forgotten = [.. _entries.Values.Where(entry => entry.Value is null && entry.Decided < oldest)];
            if (forgotten.Length > 0 && disk.TryKeep([], forgotten.Select(static entry => entry.Key)) is null)
            {
                Array.ForEach(forgotten, entry => _entries.Remove(entry.Key));
                Volatile.Write(ref _unshared, _unshared - forgotten.Count(static entry => !entry.IsShared));
                _version++;
            }
        }

        SaveCopy();
        return forgotten;
    }

    /// <summary>Whether a change would change anything.</summary>
    public bool Changes(DecisionChange change) => _current.Find(change.Key)?.Value != change.Value;

    /// <summary>Decides on this node. What is in force already is left as it is.</summary>
    /// <param name="changes">Each key at most once.</param>
    /// <param name="actor">Who.</param>
    /// <param name="reason">Why.</param>
    /// <param name="epoch">The fleet's number for it; it gets a higher one when this node knows of later ones.</param>
    /// <returns>The events of what was decided; null when nothing was.</returns>
    /// <exception cref="IOException">They could not be kept, and are not in force.</exception>
    public IReadOnlyList<EdgeEvent>? Decide(IReadOnlyList<DecisionChange> changes, string actor, string reason, long epoch)
    {
        lock (_lock)
        {
            if (_isOpen)
            {
                EnsureDisk();
            }

            epoch = Math.Max(epoch, _epoch + 1);
            DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
            DecisionEntry[] entries = [.. changes.Where(Changes).Select(change => new DecisionEntry(
                change.Key, change.Value, epoch, _node, Cut(actor), Cut(reason), now, _entries.GetValueOrDefault(change.Key)?.Epoch ?? 0, IsShared: false)
            {
                Version = DecisionVersion.Next(_entries.GetValueOrDefault(change.Key), now),
            })];
            if (entries.Length == 0)
            {
                return null;
            }

            if (_entries.Count + entries.Length > MaxEntries || epoch > DecisionEntry.MaxEpoch)
            {
                throw new IOException($"More than {MaxEntries} decisions cannot be kept.");
            }

            EdgeEvent[] news = [.. NewsOf(changes, entries)];
            Exception? failure = _isOpen ? disk.TryKeep(entries, [], news) : new IOException("The state is not open yet.");
            if (failure is not null)
            {
                throw new IOException($"The decision could not be kept and is not in force: {failure.Message} Look at this node's disk, or decide on another node.", failure);
            }

            _hasUntold = true;
            PutInForce(entries);
            return news;
        }
    }

    /// <summary>Takes in what others decided. It is in force even when this node's disk fails, and kept when that is back.</summary>
    public void Merge(IEnumerable<DecisionEntry> others)
    {
        lock (_lock)
        {
            List<DecisionEntry> winners = Take(others.Select(static other => other with { IsShared = true }));
            if (winners.Count > 0)
            {
                disk.TryKeep(winners, []);
            }
        }
    }

    /// <summary>All that is known, what was undone included.</summary>
    public DecisionEntry[] All()
    {
        lock (_lock)
        {
            return [.. _entries.Values];
        }
    }

    /// <summary>What the fleet may not have.</summary>
    public DecisionEntry[] Unshared() => UnsharedCount == 0 ? [] : [.. All().Where(static entry => !entry.IsShared)];

    /// <summary>The oldest events of decisions that the System Log may not have.</summary>
    /// <returns>The events, and up to where they are; 0 for none.</returns>
    public (List<EdgeEvent> Events, long Last) ReadUntold(int limit)
    {
        lock (_lock)
        {
            (List<EdgeEvent> Events, long Last) page = disk.ReadUntold(limit);
            _hasUntold = page.Last > 0 || !disk.IsOpen;
            return page;
        }
    }

    /// <summary>Forgets the events up to a place: the System Log has them. False when that failed.</summary>
    public bool ForgetTold(long last)
    {
        lock (_lock)
        {
            return disk.ForgetTold(last);
        }
    }

    /// <summary>Notes that the fleet has these.</summary>
    public void MarkShared(IEnumerable<DecisionEntry> shared)
    {
        lock (_lock)
        {
            DecisionEntry[] marked = [.. shared.Where(entry => !entry.IsShared && _entries.GetValueOrDefault(entry.Key) == entry).Select(static entry => entry with { IsShared = true })];
            if (marked.Length > 0)
            {
                disk.TryKeep(marked, []);
                PutInForce(marked);
            }
        }
    }

    public IDisposable OnChange(Action<DecisionSet, DecisionSet> listener)
    {
        lock (_lock)
        {
            _changed += listener;
        }

        return new Subscription(this, listener);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_isOpen)
            {
                return;
            }

            _isOpen = false;
        }

        SaveCopy();
    }

    // Each with the identity of its change.
    private static IEnumerable<EdgeEvent> NewsOf(IReadOnlyList<DecisionChange> changes, IReadOnlyList<DecisionEntry> entries)
    {
        Dictionary<string, DecisionEntry> decided = entries.ToDictionary(static entry => entry.Key, StringComparer.Ordinal);
        foreach (DecisionChange change in changes)
        {
            if (decided.TryGetValue(change.Key, out DecisionEntry? entry))
            {
                foreach (EdgeEvent one in change.Events)
                {
                    yield return one with { Id = one.Id ?? DecisionVersion.EventId(one.EventType, entry.Key, entry.Version), Published = entry.Decided };
                }
            }
        }
    }

    private static string Cut(string text) => text.Length <= DecisionEntry.MaxTextLength ? text : text[..DecisionEntry.MaxTextLength];

    // A database that opens only now takes what was decided meanwhile, and gives what it has.
    private void EnsureDisk()
    {
        if (!disk.IsOpen && disk.TryOpen() is { } kept)
        {
            Take(kept);
            if (_entries.Count > kept.Count || _entries.Values.Except(kept).Any())
            {
                disk.TryKeep(_entries.Values, []);
            }
        }
    }

    // Puts in force what holds against what is known, and tells of what was overruled.
    private List<DecisionEntry> Take(IEnumerable<DecisionEntry> others)
    {
        Dictionary<string, DecisionEntry> winners = new(StringComparer.Ordinal);
        foreach (DecisionEntry other in others)
        {
            DecisionEntry? own = winners.GetValueOrDefault(other.Key) ?? _entries.GetValueOrDefault(other.Key);
            bool isOwnShared = own is { IsShared: false } && other.IsShared && own.Order == other.Order; // Ours, back from the fleet.
            if (isOwnShared || (own is null ? _entries.Count + winners.Count < MaxEntries : other.Beats(own)))
            {
                winners[other.Key] = own?.Version > other.Version ? other with { Version = own.Version } : other; // Whoever wins, its next change is a new one here too.
                bool isSame = own is not null && own.Value == other.Value && own.Version == other.Version; // Two nodes that did the same at the same time tell of one event.
                if (!isOwnShared && !isSame && own is not null && own.Node == _node && other.Node != _node && (!own.IsShared || other.Base < own.Epoch))
                {
                    TellOverruled(own, other);
                }
            }
        }

        PutInForce(winners.Values);
        return [.. winners.Values];
    }

    private void PutInForce(IReadOnlyCollection<DecisionEntry> entries)
    {
        bool isChange = false;
        foreach (DecisionEntry entry in entries)
        {
            DecisionEntry? known = _entries.GetValueOrDefault(entry.Key);
            isChange |= known?.Order != entry.Order;
            _entries[entry.Key] = entry;
            Volatile.Write(ref _epoch, Math.Max(_epoch, entry.Epoch));
            Volatile.Write(ref _unshared, _unshared + (entry.IsShared ? 0 : 1) - (known is { IsShared: false } ? 1 : 0));
            _version++;
        }

        if (!isChange)
        {
            return;
        }

        DecisionSet before = _current;
        _current = new DecisionSet(_entries.Values.Select(static entry => entry.ToDecision()).OfType<Decision>());
        foreach (Action<DecisionSet, DecisionSet> listener in Delegate.EnumerateInvocationList(_changed))
        {
            try
            {
                listener(before, _current);
            }
            catch (Exception exception) // A feature's bug must not keep the others from hearing of it.
            {
                LogListenerFailed(exception);
            }
        }
    }

    // Outside of the lock: a copy of many takes a second, and deciding does not wait for it.
    private void SaveCopy()
    {
        lock (_copying)
        {
            long version;
            DecisionEntry[] entries;
            lock (_lock)
            {
                if (_copied == _version)
                {
                    return;
                }

                (version, entries) = (_version, [.. _entries.Values]);
            }

            if (disk.SaveCopy(entries))
            {
                _copied = version;
            }
        }
    }

    private void TellOverruled(DecisionEntry lost, DecisionEntry winner)
    {
        const string EventType = "system.state.overruled";
        string reason = string.Create(
            CultureInfo.InvariantCulture,
            $"{Describe(lost)} of {lost.Actor} on {lost.Node} (epoch {lost.Epoch}) was overruled by {Describe(winner)} of {winner.Actor} on {winner.Node} (epoch {winner.Epoch}), decided without knowing of it");
        LogOverruled(lost.Key, reason);
        events.Write(new EdgeEvent(EventType, EventSeverity.Warn, winner.Actor, lost.Key, EventOutcome.Success, reason) { Id = EventIdentity.Of(EventType, $"{lost.Key}\n{lost.Order}"), TargetType = "Decision" });
        Interlocked.Increment(ref _overruled);
    }

    private static string Describe(DecisionEntry entry) => entry.Value switch
    {
        null => "undoing it",
        { Length: <= 64 } value => $"\"{value}\"",
        { } value => string.Create(CultureInfo.InvariantCulture, $"a value of {value.Length} characters"),
    };

    [LoggerMessage(EdgeEvents.StateLastGood, LogLevel.Warning, "{Path} did not have all: {Count} entries came from the last good copy.")]
    private partial void LogLastGood(string path, int count);

    [LoggerMessage(EdgeEvents.StateOverruled, LogLevel.Warning, "{Key}: {Reason}")]
    private partial void LogOverruled(string key, string reason);

    [LoggerMessage(EdgeEvents.StateListenerFailed, LogLevel.Error, "A part of the gateway failed to take up a decision.")]
    private partial void LogListenerFailed(Exception exception);

    private sealed class Subscription(LocalDecisions decisions, Action<DecisionSet, DecisionSet> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (decisions._lock)
            {
                decisions._changed -= listener;
            }
        }
    }
}
