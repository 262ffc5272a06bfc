namespace Edge.Gateway.State;

/// <summary>The keys of decisions. Ids in them are those of the configuration and never contain a slash.</summary>
internal static class DecisionKeys
{
    /// <summary>Longest value, in chars: an upgrade's whole state fits.</summary>
    public const int MaxValueLength = 64 * 1024;

    /// <summary>Value of a mode.</summary>
    public const string ReadOnly = "read-only";

    /// <summary><c>read-only</c>; undone: read-write.</summary>
    public const string FleetMode = "fleet/mode";

    /// <summary><c>read-only</c>; undone: read-write.</summary>
    public static string CellMode(string cell) => $"cell/{cell}/mode";

    /// <summary><c>read-only</c>; undone: read-write.</summary>
    public static string TenantMode(string tenant) => $"tenant/{tenant}/mode";

    /// <summary>The id of the cell that the tenant was failed over to; undone: its home cell.</summary>
    public static string TenantFailover(string tenant) => $"tenant/{tenant}/failover";

    /// <summary>A tenant's limit and warning threshold in a bucket, as <c>limit:configured:warningPercent</c>; undone: what the files say. The bucket's id comes last, as it may contain a slash.</summary>
    public static string TenantLimit(string tenant, string bucket) => $"{TenantPrefix}{tenant}{LimitPart}{bucket}";

    /// <summary>Whether a key is one of <see cref="TenantLimit"/>.</summary>
    public static bool IsTenantLimit(string key) => TryReadTenantLimit(key, out _, out _);

    /// <summary>Takes a key of <see cref="TenantLimit"/> apart.</summary>
    public static bool TryReadTenantLimit(string key, out string tenant, out string bucket)
    {
        (tenant, bucket) = ("", "");
        int end = key.StartsWith(TenantPrefix, StringComparison.Ordinal) ? key.IndexOf('/', TenantPrefix.Length) : -1;
        if (end < 0 || string.CompareOrdinal(key, end, LimitPart, 0, LimitPart.Length) != 0)
        {
            return false;
        }

        (tenant, bucket) = (key[TenantPrefix.Length..end], key[(end + LimitPart.Length)..]);
        return true;
    }

    private const string TenantPrefix = "tenant/";
    private const string LimitPart = "/limit/";

    /// <summary>Share of its usual traffic, 0–100 in whole percents; undone: 100. 0 is drained.</summary>
    public static string CellWeight(string cell) => $"cell/{cell}/weight";

    /// <inheritdoc cref="CellWeight"/>
    public static string ZoneWeight(string cell, string zone) => $"cell/{cell}/zone/{zone}/weight";

    /// <inheritdoc cref="CellWeight"/>
    public static string PoolWeight(string cell, string pool) => $"cell/{cell}/pool/{pool}/weight";

    /// <inheritdoc cref="CellWeight"/>
    public static string DestinationWeight(string cell, string destination) => $"cell/{cell}/destination/{destination}/weight";

    /// <summary>In the keys of <see cref="TenantExclusion"/>.</summary>
    public const string ExclusionPart = "/exclusion/";

    /// <summary>A rule exclusion of a tenant, in JSON; undone: none.</summary>
    public static string TenantExclusion(string tenant, string id) => $"tenant/{tenant}{ExclusionPart}{id}";

    /// <summary>Begins the keys of <see cref="AccessGrant"/>.</summary>
    public const string AccessGrantPrefix = "access/grant/";

    /// <summary>A request for more permissions for a time, and what became of it, in JSON; undone: forgotten.</summary>
    public static string AccessGrant(string id) => AccessGrantPrefix + id;

    /// <summary>Begins the keys of <see cref="Upgrade"/>.</summary>
    public const string UpgradePrefix = "upgrade/";

    /// <summary>A rolling upgrade as its driver last left it, in JSON; undone: forgotten.</summary>
    public static string Upgrade(string id) => UpgradePrefix + id;

    /// <summary>What an operator wants of an upgrade, in JSON, until its driver has taken it up; undone: nothing.</summary>
    public static string UpgradeOrder(string id) => $"upgrade-order/{id}";

    /// <summary>Begins the keys of <see cref="Incident"/>.</summary>
    public const string IncidentPrefix = "incident/";

    /// <summary>An incident of the status page, in JSON; undone: forgotten.</summary>
    public static string Incident(string id) => IncidentPrefix + id;

    /// <summary>Id of the upgrade that a cell is in; undone: none.</summary>
    public static string CellUpgrade(string cell) => $"cell/{cell}/upgrade";
}
