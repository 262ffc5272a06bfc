using Edge.Gateway.Config;
using Edge.Gateway.Status;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Admin;

/// <summary>Reads who an entry of <c>admin.json</c> lets in: <c>id</c>, <c>owner</c>, <c>role</c>, <c>tenant</c>, <c>resources</c> and <c>location</c>.</summary>
internal sealed class AdminIdentityReader(SnapshotBuilder builder, AdminResourceReader resources, IReadOnlyDictionary<string, AdminRole> roles)
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    public AdminIdentity Read(ConfigObject entry)
    {
        string id = entry.RequiredText("id");
        if (!_ids.Add(id))
        {
            entry.Error("id", ConfigCodes.DuplicateId, $"\"{id}\" is the id of another token or identity too; events name their holders by it.");
        }

        string name = entry.RequiredText("role");
        if (!roles.TryGetValue(name, out AdminRole? role))
        {
            entry.Error("role", ConfigCodes.UnknownReference, $"is \"{name}\"{Suggestion.For(name, roles.Keys)} Accepted: {string.Join(", ", roles.Keys.Order(StringComparer.Ordinal))}.");
        }

        return new AdminIdentity(id, entry.Text("owner", id), role ?? AdminRole.None, ReadReach(entry, role)) { Location = ReadLocation(entry) };
    }

    private static string? ReadLocation(ConfigObject entry)
    {
        string? location = entry.Text("location");
        if (location is not null && !ProbeReports.IsLocation(location))
        {
            entry.Error("location", ConfigCodes.OutOfRange, $"is {ConfigValue.Quote(location)}; set 1 to {ProbeReports.MaxLocationLength} letters, digits, '-', '_' or '.'.");
        }

        return location;
    }

    private AdminResourceSet ReadReach(ConfigObject entry, AdminRole? role)
    {
        AdminResourceSet reach = resources.Read(entry);
        string? tenant = entry.Text("tenant");
        if (tenant is not null)
        {
            if (!builder.Get<TenantDirectory>().TryGetById(tenant, out _) && !builder.Tenants.Position.IsInBrokenFile)
            {
                entry.Error("tenant", ConfigCodes.UnknownReference, $"is \"{tenant}\", which tenants.json does not define.");
            }

            reach = reach.Intersect(new AdminResourceSet([AdminResource.Tenant(tenant)]));
        }

        if (role is null)
        {
            return reach;
        }

        reach = reach.Intersect(role.Resources);
        if (reach.Items.Count == 0 && role.Resources.Items.Count > 0)
        {
            entry.Error(tenant is null ? "resources" : "tenant", ConfigCodes.Conflict, $"leaves nothing to reach: the role \"{role.Name}\" holds for {role.Resources}. Name a part of that, or give another role.");
        }
        else if (role.MustBeLimited && reach.Contains(AdminResource.Everything))
        {
            entry.Error("role", ConfigCodes.Conflict, $"is \"{role.Name}\", which is for a part of what is served; set 'tenant' or 'resources' beside it.");
        }

        return reach;
    }
}
