using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.State;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.RateLimiting;

/// <summary>Changes of limits and warning thresholds without a file: in force at once here, and soon on every node of the fleet.</summary>
/// <remarks>
/// They are decisions: kept through restarts, and shared. A limit stands over the files, through reloads and in the middle of windows,
/// until it is taken back, or while the files say another number for the very pair: they are the newer word then. A threshold stands
/// until it is taken back.
/// </remarks>
internal sealed class LiveLimits : ISnapshotObserver, IDisposable
{
    /// <summary>No decision is like it, so what is compared with it is put in force whatever it says.</summary>
    private static readonly LiveLimit Unlike = new(-1, 0, 0);

    private readonly CounterDirectory _counters;
    private readonly SnapshotStore _snapshots;
    private readonly IDecisionStore _decisions;
    private readonly IDisposable _subscription;
    private readonly SemaphoreSlim _turn = new(1); // A change builds on the one before.
    private readonly Lock _applying = new(); // What is applied last was decided last.
    private DecisionSet _prepared = DecisionSet.Empty;
    private EdgeSnapshot? _followed;

    public LiveLimits(CounterDirectory counters, SnapshotStore snapshots, IDecisionStore decisions)
    {
        (_counters, _snapshots, _decisions) = (counters, snapshots, decisions);
        _subscription = decisions.OnChange(Take);
    }

    /// <summary>Puts a change in force, and keeps it.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="bucketId">The bucket. A pair that is configured no longer is left alone.</param>
    /// <param name="limit">Units per window; 0 takes the change back; null leaves it as it is.</param>
    /// <param name="warningPercent">Share of the limit at which a warning is due; 0 and null as for the limit.</param>
    /// <param name="told">The event of the change, which is kept with it: who, and what in one line.</param>
    /// <param name="cancellationToken">Gives up before anything is decided.</param>
    /// <exception cref="IOException">It could not be kept, and is not in force.</exception>
    public async Task SetAsync(string tenantId, string bucketId, long? limit, int? warningPercent, EdgeEvent told, CancellationToken cancellationToken)
    {
        EdgeSnapshot snapshot = _snapshots.Current;
        if (!snapshot.Get<TenantDirectory>().TryGetById(tenantId, out Tenant? tenant) || !snapshot.Get<LimitTable>().TryGetById(bucketId, out Bucket? bucket))
        {
            return;
        }

        string key = DecisionKeys.TenantLimit(tenant.Id, bucket.Id);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            LiveLimit before = LimitIn(_decisions.Current, key);
            long configured = limit is null ? before.Configured : snapshot.Get<LimitTable>().LimitOf(tenant, bucket);
            LiveLimit after = new(limit ?? before.Limit, configured, warningPercent ?? before.WarningPercent);
            await _decisions.DecideAsync([new DecisionChange(key, after.ToValue()) { Events = [told] }], told.Actor, told.Reason ?? "", cancellationToken);
        }
        finally
        {
            _turn.Release();
        }

        lock (_applying)
        {
            if (limit is not null)
            {
                Apply(_snapshots.Current, key, Unlike, LimitIn(_decisions.Current, key)); // Over a raise of the judge too, which is no decision; not over what was decided meanwhile.
            }
        }
    }

    /// <summary>Puts what was decided in force for the next snapshot: at the start, and for what it brings back.</summary>
    public ValueTask PrepareAsync(EdgeSnapshot? current, EdgeSnapshot next, CancellationToken cancellationToken)
    {
        lock (_applying)
        {
            _prepared = _decisions.Current;
            ApplyChanges(next, DecisionSet.Empty, _prepared);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Judges once more by a snapshot that has come into force: what was decided between its preparation and then was judged by the one before.</summary>
    public void Follow()
    {
        lock (_applying)
        {
            if (_snapshots.CurrentOrNull is { } snapshot && !ReferenceEquals(snapshot, _followed))
            {
                DecisionSet now = _decisions.Current;
                ApplyChanges(snapshot, _prepared, now); // What was taken back.
                ApplyChanges(snapshot, DecisionSet.Empty, now);
                _followed = snapshot;
            }
        }
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _turn.Dispose();
    }

    private void Take(DecisionSet before, DecisionSet now)
    {
        lock (_applying)
        {
            if (_snapshots.CurrentOrNull is { } snapshot)
            {
                ApplyChanges(snapshot, before, now);
            }
        }
    }

    private void ApplyChanges(EdgeSnapshot snapshot, DecisionSet before, DecisionSet now)
    {
        foreach (string key in before.All.Concat(now.All).Select(static decision => decision.Key).Where(DecisionKeys.IsTenantLimit).Distinct(StringComparer.Ordinal))
        {
            Apply(snapshot, key, LimitIn(before, key), LimitIn(now, key));
        }
    }

    private static LiveLimit LimitIn(DecisionSet decisions, string key) => decisions.Find(key) is { } decision ? LiveLimit.Parse(decision.Value) : default;

    private void Apply(EdgeSnapshot snapshot, string key, LiveLimit before, LiveLimit now)
    {
        if (before == now || !DecisionKeys.TryReadTenantLimit(key, out string tenantId, out string bucketId)
            || !snapshot.Get<TenantDirectory>().TryGetById(tenantId, out Tenant? tenant) || !snapshot.Get<LimitTable>().TryGetById(bucketId, out Bucket? bucket))
        {
            return;
        }

        TenantCounter counter = _counters.GetCounter(tenant.Id, bucket.Id, tenant.CellId);
        counter.LiveWarningPercent = now.WarningPercent;
        if (now.Limit != before.Limit || (now.Limit != 0 && now.Configured != before.Configured))
        {
            counter.Live = now.Configured == snapshot.Get<LimitTable>().LimitOf(tenant, bucket) ? now.Limit : 0;
        }
    }
}
