using System.Collections.Concurrent;
using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting.Bursting;

/// <summary>The spare capacity of one cell and those who may use it.</summary>
internal sealed class CellBurst(string cellId)
{
    private TenantCounter? _active;
    private long _pool;
    private Boxed? _demand;

    public string CellId { get; } = cellId;

    /// <summary>Units that nobody has a share of: for who begins to burst before the next sharing out.</summary>
    public long Pool
    {
        get => Volatile.Read(ref _pool);
        set => Volatile.Write(ref _pool, value);
    }

    /// <summary>Units per second that were spare at the last sharing out; below zero when the cell was full.</summary>
    public double SparePerSecond { get; set; }

    /// <summary>What this node wanted then, to be told to the others of its fleet. Replaced whole.</summary>
    public Fleet.CellDemand Demand
    {
        get => Volatile.Read(ref _demand)?.Value ?? default;
        set => Volatile.Write(ref _demand, new Boxed(value));
    }

    /// <summary>The cell's gradient then.</summary>
    public double Gradient { get; set; } = 1;

    /// <summary>Counters whose own limit has denied something since they were taken from here, each once: few of many, in most seconds none.</summary>
    public ConcurrentQueue<TenantCounter> Denied { get; } = new();

    /// <summary>Lists a counter that has demand; called once until it is taken.</summary>
    public void List(TenantCounter counter)
    {
        TenantCounter? head;
        do
        {
            head = Volatile.Read(ref _active);
            counter.NextActive = head;
        }
        while (Interlocked.CompareExchange(ref _active, counter, head) != head);
    }

    /// <summary>Takes the list.</summary>
    public TenantCounter? TakeActive() => Interlocked.Exchange(ref _active, null);

    /// <summary>Takes from what nobody has a share of.</summary>
    public bool TryTakePool(long cost)
    {
        while (true)
        {
            long pool = Volatile.Read(ref _pool);
            if (pool < cost)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _pool, pool - cost, pool) == pool)
            {
                return true;
            }
        }
    }

    private sealed record Boxed(Fleet.CellDemand Value);
}
