namespace Edge.Gateway.Tenants;

/// <summary>Finds tenants by the beginning of their id or of a host. Made once for a configuration; a page of a search costs two binary searches and the page.</summary>
internal sealed class TenantIndex
{
    private readonly (string Key, Tenant Tenant)[] _entries;

    public TenantIndex(IReadOnlyList<Tenant> tenants)
    {
        Count = tenants.Count;
        _entries = [.. tenants.SelectMany(static tenant => KeysOf(tenant).Select(key => (key, tenant)))];
        Array.Sort(_entries, static (one, other) => string.CompareOrdinal(one.Key, other.Key));
    }

    /// <summary>Tenants that can be found.</summary>
    public int Count { get; }

    /// <summary>The tenants whose id or host begins so, in the order of what begins so; each once.</summary>
    /// <param name="prefix">Lower case; empty for all, in the order of their ids and hosts.</param>
    /// <param name="after">The last page's cursor; empty for the first page.</param>
    /// <param name="limit">Most tenants.</param>
    /// <returns>The page, and the cursor of the next one, null at the end.</returns>
    public (IReadOnlyList<Tenant> Page, string? Next) Find(string prefix, string after, int limit)
    {
        List<Tenant> page = [];
        string last = after;
        for (int i = FirstOf(prefix, after); i < _entries.Length && _entries[i].Key.StartsWith(prefix, StringComparison.Ordinal); i++)
        {
            (string key, Tenant tenant) = _entries[i];
            if (FirstKeyOf(tenant, prefix) != key)
            {
                continue; // It stood on the page already, by another key.
            }

            if (page.Count == limit)
            {
                return (page, last);
            }

            page.Add(tenant);
            last = key;
        }

        return (page, null);
    }

    private static IEnumerable<string> KeysOf(Tenant tenant) =>
        tenant.Hosts.Select(static host => host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host).Prepend(tenant.Id).Distinct(StringComparer.Ordinal);

    private static string? FirstKeyOf(Tenant tenant, string prefix) =>
        KeysOf(tenant).Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Min(StringComparer.Ordinal);

    // The first entry that is not before the prefix, and is after the cursor.
    private int FirstOf(string prefix, string after)
    {
        bool isAfter = string.CompareOrdinal(after, prefix) >= 0 && after.Length > 0;
        string wanted = isAfter ? after : prefix;
        int low = 0;
        int high = _entries.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            int order = string.CompareOrdinal(_entries[middle].Key, wanted);
            if (order < 0 || (isAfter && order == 0))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
