using Edge.Gateway.Cells;
using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Admin;

/// <summary>Reads <c>resources</c> lists of <c>admin.json</c>; every id in them must exist.</summary>
internal sealed class AdminResourceReader(SnapshotBuilder builder)
{
    /// <summary>Most names that a misspelt one is compared with.</summary>
    private const int MaxSuggested = 10_000;

    private const string Accepted = "Accepted: \"tenant:ID\", \"cell:ID\", \"tenant:*\", \"cell:*\", and \"*\" for the whole node.";

    private static readonly string[] Kinds = [AdminResource.TenantKind, AdminResource.CellKind];

    /// <summary>The list of an entry; everything when it has none.</summary>
    public AdminResourceSet Read(ConfigObject entry)
    {
        if (!entry.Has("resources"))
        {
            return AdminResourceSet.Everything;
        }

        IReadOnlyList<(string Text, ConfigPosition Position)> texts = entry.Texts("resources");
        if (texts.Count is 0 or > AdminResourceSet.MaxItems)
        {
            entry.Error("resources", texts.Count == 0 ? ConfigCodes.Missing : ConfigCodes.TooMany, $"has {texts.Count} entries; name 1 to {AdminResourceSet.MaxItems}, or leave the key out for the whole node. {Accepted}");
        }

        List<AdminResource> resources = [];
        foreach ((string text, ConfigPosition position) in texts)
        {
            if (AdminResource.TryParse(text, out AdminResource resource))
            {
                resources.Add(resource);
                CheckId(text, resource, position);
            }
            else
            {
                string kind = text.Split(':')[0];
                builder.Diagnostics.Error(position, ConfigCodes.OutOfRange, $"'resources' has {ConfigValue.Quote(text)}{Suggestion.For(kind, Kinds)} {Accepted}");
            }
        }

        return new AdminResourceSet(resources);
    }

    private void CheckId(string text, AdminResource resource, ConfigPosition position)
    {
        if (resource.IsWildcard)
        {
            return;
        }

        if (resource.Kind == AdminResource.TenantKind)
        {
            TenantDirectory tenants = builder.Get<TenantDirectory>();
            if (!tenants.TryGetById(resource.Id, out _) && !builder.Tenants.Position.IsInBrokenFile)
            {
                Unknown(text, "tenants.json", position, tenants.Tenants.Take(MaxSuggested).Select(static tenant => AdminResource.Tenant(tenant.Id)));
            }
        }
        else if (!builder.Get<CellTable>().TryGet(resource.Id, out _) && !builder.Cells.Position.IsInBrokenFile)
        {
            Unknown(text, "cells.json", position, builder.Get<CellTable>().Cells.Select(static cell => AdminResource.Cell(cell.Id)));
        }
    }

    private void Unknown(string text, string file, ConfigPosition position, IEnumerable<AdminResource> known) =>
        builder.Diagnostics.Error(position, ConfigCodes.UnknownReference, $"'resources' has {ConfigValue.Quote(text)}, which {file} does not define{Suggestion.For(text, known.Select(static resource => resource.ToString()))}");
}
