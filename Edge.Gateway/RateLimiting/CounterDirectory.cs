using System.Collections.Concurrent;
using Edge.Gateway.Config;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Bursting;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Gateway.RateLimiting.Reporting;
using Edge.Gateway.Redis;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.RateLimiting;

/// <summary>The counters of all tenants, their gates, and the cells they burst in. They outlive snapshots; a pair that is configured no longer is forgotten.</summary>
internal sealed class CounterDirectory(ICellCapacity capacity, FleetState fleet) : ISnapshotObserver
{
    /// <summary>Spare capacity that may be in hand unused, as time of the whole capacity: bursts end that soon when a cell fills up.</summary>
    public const double PoolSeconds = 0.5;

    private readonly ICellCapacity _capacity = capacity;
    private readonly FleetState _fleet = fleet;
    private readonly HistoryBudget _history = new();
    private readonly ConcurrentDictionary<(string Tenant, string Bucket), TenantCounter> _counters = new();
    private readonly ConcurrentDictionary<string, ConcurrencyGate> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CellBurst> _cells = new(StringComparer.Ordinal);

    /// <summary>Whether limits are shared by a fleet: whether the configuration of the start has <c>redis</c>.</summary>
    public bool IsFleet { get; set; }

    /// <summary>All counters as they are while they are looked at; nobody who adds one waits for it.</summary>
    public IEnumerable<TenantCounter> Counters => _counters.Select(static pair => pair.Value);

    public ICollection<CellBurst> Cells => _cells.Values;

    public TenantCounter GetCounter(string tenantId, string bucketId, string cellId) =>
        _counters.TryGetValue((tenantId, bucketId), out TenantCounter? counter)
            ? counter
            : _counters.GetOrAdd((tenantId, bucketId), new TenantCounter(tenantId, bucketId, GetCell(cellId), IsFleet ? new FleetLease(_fleet) : null, _history));

    public bool TryGetCounter(string tenantId, string bucketId, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TenantCounter? counter) =>
        _counters.TryGetValue((tenantId, bucketId), out counter);

    /// <summary>Most requests of a tenant under way on this node: its even share, in a fleet.</summary>
    public int ConcurrencyOf(LimitTable table) => IsFleet ? _fleet.ShareOf(table.Concurrency) : table.Concurrency;

    public ConcurrencyGate GetGate(string tenantId) => _gates.GetOrAdd(tenantId, static _ => new ConcurrencyGate());

    public CellBurst GetCell(string cellId) => _cells.GetOrAdd(
        cellId,
        static (id, directory) => new CellBurst(id) { Pool = (long)(directory._capacity.RequestsPerSecond(id) * PoolSeconds / directory._fleet.Nodes) },
        this);

    public ValueTask PrepareAsync(EdgeSnapshot? current, EdgeSnapshot next, CancellationToken cancellationToken)
    {
        if (current is null)
        {
            IsFleet = next.Get<RedisSettings>().Configuration is not null;
        }

        LimitTable limits = next.Get<LimitTable>();
        TenantDirectory tenants = next.Get<TenantDirectory>();
        foreach (((string tenantId, string bucketId), TenantCounter counter) in _counters)
        {
            if (!limits.TryGetById(bucketId, out Bucket? bucket) || !tenants.TryGetById(tenantId, out Tenant? tenant))
            {
                _counters.TryRemove((tenantId, bucketId), out _);
                counter.History.Release();
                counter.Callers.Release();
                continue;
            }

            counter.Burst = GetCell(tenant.CellId);
            if (counter.Live != 0 && counter.LimitsOrNull is { } before && before.Configured != limits.LimitOf(tenant, bucket))
            {
                counter.Live = 0; // The file was changed after the live change, so the file holds.
            }
        }

        foreach (string tenantId in _gates.Keys)
        {
            if (!tenants.TryGetById(tenantId, out _))
            {
                _gates.TryRemove(tenantId, out _);
            }
        }

        return ValueTask.CompletedTask;
    }
}
