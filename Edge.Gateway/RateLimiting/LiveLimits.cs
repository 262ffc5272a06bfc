using System.Globalization;
using Edge.Gateway.Config;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Gateway.Redis;
using Edge.Gateway.Tenants;
using StackExchange.Redis;

namespace Edge.Gateway.RateLimiting;

/// <summary>Changes of limits and warning thresholds without a file: in force at once here, and within a second on every node of the fleet.</summary>
/// <remarks>
/// Such a limit stands over the files, through reloads and in the middle of windows, until it is taken back, or until a
/// reload brings another number for the very pair: the file is the newer word then. A warning threshold stands until it is taken back.
/// Both are remembered by the fleet, not by a node alone.
/// </remarks>
internal sealed class LiveLimits(CounterDirectory counters, SnapshotStore snapshots, RedisConnection redis, TimeProvider time)
{
    private const string Changes = "edge:limits:live";
    private const string Version = "edge:limits:live:version";

    private long _version;

    /// <summary>Puts a limit in force.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="limit">Units per window; 0 takes the change back; null leaves it as it is.</param>
    /// <param name="warningPercent">Share of the limit at which a warning is due; 0 and null as for the limit.</param>
    public async Task SetAsync(Tenant tenant, Bucket bucket, long? limit, int? warningPercent)
    {
        long configured = snapshots.Current.Get<LimitTable>().LimitOf(tenant, bucket);
        TenantCounter counter = CounterOf(tenant, bucket);
        counter.Live = limit ?? counter.Live;
        counter.LiveWarningPercent = warningPercent ?? counter.LiveWarningPercent;
        if (counters.IsFleet && redis.Current?.GetDatabase() is { } database)
        {
            string field = $"{tenant.Id}\n{bucket.Id}";
            await (counter is { Live: 0, LiveWarningPercent: 0 }
                ? database.HashDeleteAsync(Changes, field)
                : database.HashSetAsync(Changes, field, string.Create(CultureInfo.InvariantCulture, $"{counter.Live}:{configured}:{counter.LiveWarningPercent}")));
            await database.StringIncrementAsync(Version);
        }
    }

    /// <summary>Takes over what other nodes have changed.</summary>
    public async Task PollAsync()
    {
        try
        {
            if (redis.Current?.GetDatabase() is not { } database || (long)await database.StringGetAsync(Version).WaitAsync(FleetLimits.HeartbeatDeadline, time) is var version && version == _version)
            {
                return;
            }

            Dictionary<string, string> changes = (await database.HashGetAllAsync(Changes).WaitAsync(FleetLimits.HeartbeatDeadline, time)).ToDictionary(static entry => (string)entry.Name, static entry => (string)entry.Value, StringComparer.Ordinal);
            Apply(changes);
            _version = version;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            // The next look finds it.
        }
    }

    private void Apply(Dictionary<string, string> changes)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        LimitTable table = snapshot.Get<LimitTable>();
        foreach (TenantCounter counter in counters.Counters)
        {
            if ((counter.Live != 0 || counter.LiveWarningPercent != 0) && !changes.ContainsKey($"{counter.TenantId}\n{counter.BucketId}"))
            {
                (counter.Live, counter.LiveWarningPercent) = (0, 0);
            }
        }

        foreach ((string field, string value) in changes)
        {
            string[] names = field.Split('\n');
            string[] numbers = value.Split(':');
            if (names.Length == 2 && numbers.Length is 2 or 3
                && snapshot.Get<TenantDirectory>().TryGetById(names[0], out Tenant? tenant)
                && table.TryGetById(names[1], out Bucket? bucket)
                && long.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out long limit)
                && long.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out long configured))
            {
                TenantCounter counter = CounterOf(tenant, bucket);
                counter.Live = table.LimitOf(tenant, bucket) == configured ? limit : counter.Live; // Else the file is the newer word.
                counter.LiveWarningPercent = numbers.Length == 3 && int.TryParse(numbers[2], NumberStyles.None, CultureInfo.InvariantCulture, out int warning) && warning <= LimitsCompiler.MaxWarningPercent ? warning : 0;
            }
        }
    }

    private TenantCounter CounterOf(Tenant tenant, Bucket bucket) => counters.GetCounter(tenant.Id, bucket.Id, tenant.CellId);
}
