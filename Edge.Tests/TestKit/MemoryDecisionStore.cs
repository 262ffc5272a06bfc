using Edge.Gateway.Events;
using Edge.Gateway.State;

namespace Edge.Tests.TestKit;

/// <summary>Decisions in memory, for tests of what decides and of what obeys.</summary>
internal sealed class MemoryDecisionStore(TimeProvider time, IEventLog? events = null) : IDecisionStore
{
    private readonly Lock _lock = new();
    private volatile DecisionSet _current = DecisionSet.Empty;
    private Action<DecisionSet, DecisionSet>? _changed;
    private long _epoch;

    public DecisionSet Current => _current;

    public Task<DecisionSet> DecideAsync(IReadOnlyList<DecisionChange> changes, string actor, string reason, CancellationToken cancellationToken, Action<IReadOnlyList<EdgeEvent>>? kept = null)
    {
        DecisionChanges.Check(changes);
        EdgeEvent[] news;
        lock (_lock)
        {
            DecisionChange[] real = [.. changes.Where(change => _current.Find(change.Key)?.Value != change.Value)];
            if (real.Length == 0)
            {
                return Task.FromResult(_current);
            }

            Dictionary<string, Decision> next = _current.All.ToDictionary(static decision => decision.Key, StringComparer.Ordinal);
            _epoch++;
            foreach (DecisionChange change in real)
            {
                if (change.Value is null)
                {
                    next.Remove(change.Key);
                }
                else
                {
                    next[change.Key] = new Decision(change.Key, change.Value, _epoch, Environment.MachineName, actor, reason, time.GetUtcNow());
                }
            }

            DecisionSet before = _current;
            _current = new DecisionSet(next.Values);
            _changed?.Invoke(before, _current);
            news = [.. real.SelectMany(static change => change.Events)];
        }

        kept?.Invoke(news);
        foreach (EdgeEvent one in news)
        {
            events?.Write(one);
        }

        return Task.FromResult(_current);
    }

    public IDisposable OnChange(Action<DecisionSet, DecisionSet> listener)
    {
        lock (_lock)
        {
            _changed += listener;
        }

        return new Subscription(this, listener);
    }

    private sealed class Subscription(MemoryDecisionStore store, Action<DecisionSet, DecisionSet> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (store._lock)
            {
                store._changed -= listener;
            }
        }
    }
}
