using System.Buffers;
using Edge.Gateway.Config;

namespace Edge.Gateway.Tenants;

/// <summary>Reads <c>tenants.json</c>.</summary>
internal sealed class TenantsCompiler : ISnapshotCompiler
{
    /// <summary>Most destinations of a shard.</summary>
    public const int MaxShardSize = 1000;

    private static readonly SearchValues<char> HostChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    public void Compile(SnapshotBuilder builder)
    {
        IReadOnlyList<ConfigObject> objects = builder.Tenants.Objects("tenants");
        List<TenantConfig> configs = new(objects.Count);
        Dictionary<string, ConfigPosition> ids = new(objects.Count, StringComparer.Ordinal);
        Dictionary<string, string> owners = new(objects.Count, StringComparer.OrdinalIgnoreCase);
        if (objects.Count > TenantDirectory.MaxTenants)
        {
            builder.Tenants.Error("tenants", ConfigCodes.TooMany, $"has {objects.Count} tenants; at most {TenantDirectory.MaxTenants} are accepted.");
        }

        foreach (ConfigObject tenant in objects)
        {
            string id = tenant.RequiredId("id");
            if (!ids.TryAdd(id, tenant.Position))
            {
                tenant.Error("id", ConfigCodes.DuplicateId, $"\"{id}\" is the id of another tenant too (line {ids[id].Resolve().Line}); ids are unique.");
            }

            configs.Add(new TenantConfig(
                new Tenant
                {
                    Id = id,
                    Index = configs.Count,
                    Hosts = ReadHosts(builder, tenant, id, owners),
                    Plan = tenant.Text("plan", "default"),
                    CellId = tenant.Has("cell") ? tenant.RequiredText("cell") : "",
                    DrCellId = tenant.Text("drCell"),
                    ShardSize = tenant.Whole("shard", 0, 1, MaxShardSize),
                    Jurisdictions = [.. tenant.Texts("jurisdictions").Select(static entry => entry.Text)],
                },
                tenant));
        }

        builder.SetScratch(new PlanConfigs(builder.Tenants.Objects("plans")));
        builder.SetScratch(new TenantConfigs(configs));
        builder.Set(new TenantDirectory([.. configs.Select(static config => config.Tenant)]));
    }

    private static string[] ReadHosts(SnapshotBuilder builder, ConfigObject tenant, string id, Dictionary<string, string> owners)
    {
        IReadOnlyList<(string Text, ConfigPosition Position)> entries = tenant.Texts("hosts");
        if (entries.Count == 0)
        {
            tenant.Error("hosts", ConfigCodes.Missing, "is empty; name at least one host, such as \"acme.example.com\" or \"*.acme.example.com\".");
        }

        string[] hosts = new string[entries.Count];
        for (int i = 0; i < hosts.Length; i++)
        {
            (string text, ConfigPosition position) = entries[i];
            string host = hosts[i] = text.ToLowerInvariant();
            if (!IsHost(host))
            {
                builder.Diagnostics.Error(position, ConfigCodes.OutOfRange, $"'hosts' has \"{text}\"; set a host name without port or path, such as \"acme.example.com\" or \"*.acme.example.com\" (international names in their xn-- form).");
            }
            else if (!owners.TryAdd(host, id))
            {
                builder.Diagnostics.Error(position, ConfigCodes.DuplicateHost, $"host \"{text}\" belongs to tenant \"{owners[host]}\" already; a host has one tenant.");
            }
        }

        return hosts;
    }

    private static bool IsHost(ReadOnlySpan<char> host)
    {
        if (host.StartsWith("*."))
        {
            host = host[2..];
        }

        return !host.IsEmpty && host.Length <= 253 && host[0] is not ('.' or '-') && host[^1] != '.'
            && !host.Contains("..", StringComparison.Ordinal) && !host.ContainsAnyExcept(HostChars);
    }
}
