using Edge.Gateway.RateLimiting.Bursting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Gateway.RateLimiting.Reporting;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Counting;

/// <summary>What a tenant has used of a bucket. One object for as long as the pair is configured, through every reload; never evicted.</summary>
/// <remarks>Mutable members are read and written under <see cref="Enter"/>, unless they say otherwise.</remarks>
internal sealed class TenantCounter(string tenantId, string bucketId, CellBurst burst, FleetLease? lease, HistoryBudget budget)
{
    private BriefLock _lock;
    private TenantLimits? _limits;
    private long _live;
    private int _liveWarning;

    public string TenantId { get; } = tenantId;

    public string BucketId { get; } = bucketId;

    /// <summary>Keeps the keys of tenants apart.</summary>
    public ulong KeySpace { get; } = Storage.KeySpace.Of("tenant", tenantId);

    /// <summary>The cell whose spare capacity it may use.</summary>
    public CellBurst Burst { get; set; } = burst;

    /// <summary>Its part of the fleet's count; null without a fleet.</summary>
    public FleetLease? Lease { get; } = lease;

    public CounterState State;

    /// <summary>What was told of the window that began at <see cref="ToldSince"/>.</summary>
    public Thresholds Told { get; set; }

    public long ToldSince { get; set; }

    /// <summary>What it has in hand of the cell's spare capacity.</summary>
    public double BurstCredit { get; set; }

    /// <summary>Units asked for within and beyond the limit since the last sharing out.</summary>
    public long DemandWithin { get; set; }

    public long DemandBeyond { get; set; }

    /// <summary>Smoothed <see cref="DemandBeyond"/>.</summary>
    public double DemandEstimate { get; set; }

    /// <summary>The next in the cell's list of those with demand, and whether it is in it.</summary>
    public TenantCounter? NextActive { get; set; }

    public bool IsListed { get; set; }

    public CounterTotals Totals;

    /// <summary>What it has seen over time.</summary>
    public UsageHistory History { get; } = new(budget);

    /// <summary>Who uses it most.</summary>
    public CallerWatch Callers { get; } = new(budget);

    /// <summary>Units per window by a live change or a raise, 0 for none. Any thread.</summary>
    public long Live
    {
        get => Volatile.Read(ref _live);
        set
        {
            Volatile.Write(ref _live, value);
            Volatile.Write(ref _limits, null);
        }
    }

    /// <summary>Warning share in percent by a live change, 0 for none. Any thread.</summary>
    public int LiveWarningPercent
    {
        get => Volatile.Read(ref _liveWarning);
        set
        {
            Volatile.Write(ref _liveWarning, value);
            Volatile.Write(ref _limits, null);
        }
    }

    /// <summary>Last limits made, for reports; null before the first request. Any thread.</summary>
    public TenantLimits? LimitsOrNull => Volatile.Read(ref _limits);

    /// <summary>The limits in force for the bucket of a snapshot. Any thread; allocates only when they have changed.</summary>
    public TenantLimits LimitsOf(Bucket bucket, long configured, double weight)
    {
        TenantLimits? limits = Volatile.Read(ref _limits);
        if (limits is not null && ReferenceEquals(limits.Bucket, bucket) && limits.Configured == configured)
        {
            return limits;
        }

        while (true)
        {
            (long live, int warning) = (Live, LiveWarningPercent);
            limits = new TenantLimits(bucket, TenantId, configured, live, warning, weight);
            Volatile.Write(ref _limits, limits);
            Interlocked.MemoryBarrier();
            if (live == Live && warning == LiveWarningPercent)
            {
                return limits; // A change that comes now takes them away again: see Live.
            }
        }
    }

    public void Enter() => _lock.Enter();

    public void Exit() => _lock.Exit();
}
