using Edge.Gateway.Access.Abuse;
using Edge.Gateway.Access.Addresses;
using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Access;

/// <summary>Reads <c>access</c> of <c>edge.json</c> and the lists it names.</summary>
internal sealed class AccessCompiler : ISnapshotCompiler
{
    internal static readonly Dictionary<string, AccessMode> Modes = new(StringComparer.Ordinal) { ["block"] = AccessMode.Block, ["count"] = AccessMode.Count };

    private static readonly Dictionary<string, AccessAction> Actions = new(StringComparer.Ordinal) { ["deny"] = AccessAction.Deny, ["allow"] = AccessAction.Allow };

    public void Compile(SnapshotBuilder builder)
    {
        ConfigObject access = builder.Edge.Object("access");
        IReadOnlyList<ConfigObject> sets = access.Objects("sets");
        List<AddressSetSource> sources = ReadSources(builder, sets);
        AccessRule[] rules = ReadRules(builder, access, sources);
        AccessTable? previous = builder.Previous?.Get<AccessTable>();
        bool isSame = previous is not null && previous.Sources.SequenceEqual(sources); // A million entries are not read again for another key's sake.
        builder.Set(new AccessTable
        {
            Addresses = isSame ? previous!.Addresses : ReadTable(builder, sources, sets),
            Sources = sources,
            Rules = rules,
            Abuse = new AbuseRuleReader(builder).Read(access),
        });
    }

    /// <summary>Checks that a tenant exists; null stands for all.</summary>
    internal static string? ReadTenant(SnapshotBuilder builder, ConfigObject entry)
    {
        string? tenant = entry.Text("tenant");
        if (tenant is not null && !builder.Get<TenantDirectory>().TryGetById(tenant, out _) && !builder.Tenants.Position.IsInBrokenFile)
        {
            entry.Error("tenant", ConfigCodes.UnknownReference, $"is \"{tenant}\", which tenants.json does not define.");
        }

        return tenant;
    }

    private static List<AddressSetSource> ReadSources(SnapshotBuilder builder, IReadOnlyList<ConfigObject> sets)
    {
        List<AddressSetSource> sources = [];
        foreach (ConfigObject set in sets)
        {
            string id = set.RequiredText("id");
            if (sources.Exists(other => other.Id == id))
            {
                set.Error("id", ConfigCodes.DuplicateId, $"\"{id}\" is the id of another set too; ids are unique.");
            }

            string path = builder.PathOf(set.RequiredText("file"));
            var file = new FileInfo(path);
            sources.Add(new AddressSetSource(id, path, file.Exists ? file.Length : -1, file.Exists ? file.LastWriteTimeUtc : default));
        }

        if (sources.Count > AddressTable.MaxSets)
        {
            builder.Edge.Object("access").Error("sets", ConfigCodes.TooMany, $"has {sources.Count} sets; at most {AddressTable.MaxSets} are accepted.");
        }

        return sources;
    }

    private static AddressTable ReadTable(SnapshotBuilder builder, List<AddressSetSource> sources, IReadOnlyList<ConfigObject> sets)
    {
        List<AddressEntry> entries = [];
        for (int i = 0; i < Math.Min(sources.Count, AddressTable.MaxSets); i++)
        {
            AddressSetSource source = sources[i];
            string shown = Path.GetRelativePath(builder.Directory, source.Path);
            if (source.Bytes > AddressListReader.MaxFileBytes)
            {
                sets[i].Error("file", AccessCodes.TooManyAddresses, $"names \"{shown}\" with {source.Bytes} bytes; at most {AddressListReader.MaxFileBytes} are accepted.");
                continue;
            }

            try
            {
                AddressListReader.Read(Path.Combine(builder.Directory, shown), File.ReadAllBytes(source.Path), (byte)i, entries, builder.Diagnostics);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                sets[i].Error("file", AccessCodes.ListMissing, $"names \"{shown}\", which cannot be read: {exception.Message} Paths count from the configuration folder.");
            }
        }

        try
        {
            return AddressTableBuilder.Build(entries);
        }
        catch (InvalidOperationException exception)
        {
            builder.Edge.Object("access").Error("sets", AccessCodes.TooManyAddresses, $"cannot be used: {exception.Message}");
            return AddressTable.Empty;
        }
    }

    private static AccessRule[] ReadRules(SnapshotBuilder builder, ConfigObject access, List<AddressSetSource> sources)
    {
        List<AccessRule> rules = [];
        foreach (ConfigObject entry in access.Objects("rules"))
        {
            string set = entry.RequiredText("set");
            int index = sources.FindIndex(source => source.Id == set);
            if (index < 0 && set.Length > 0)
            {
                entry.Error("set", ConfigCodes.UnknownReference, $"is \"{set}\", which 'access.sets' does not define{Suggestion.For(set, sources.Select(static source => source.Id))}");
            }

            if (!entry.Has("action"))
            {
                entry.Error("action", ConfigCodes.Missing, "is missing; set \"deny\" or \"allow\".");
            }

            rules.Add(new AccessRule(
                entry.Text("id", set),
                index < 0 ? 0 : 1UL << index,
                entry.Choice("action", AccessAction.Deny, Actions),
                entry.Choice("mode", AccessMode.Block, Modes),
                ReadTenant(builder, entry)));
        }

        if (rules.Count > AccessTable.MaxRules)
        {
            access.Error("rules", ConfigCodes.TooMany, $"has {rules.Count} rules; at most {AccessTable.MaxRules} are accepted.");
        }

        return [.. rules.OrderByDescending(static rule => rule.Action == AccessAction.Allow)];
    }
}
