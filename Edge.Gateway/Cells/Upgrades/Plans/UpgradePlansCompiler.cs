using Edge.Gateway.Config;

namespace Edge.Gateway.Cells.Upgrades.Plans;

/// <summary>Reads <c>upgrades/*.yaml</c>.</summary>
internal sealed class UpgradePlansCompiler : ISnapshotCompiler
{
    /// <summary>Of the configuration, where plans stand.</summary>
    public const string Folder = "upgrades";

    public void Compile(SnapshotBuilder builder)
    {
        string folder = builder.PathOf(Folder);
        string[] files = Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder).Where(static file => Path.GetExtension(file) is ".yaml" or ".yml").Order(StringComparer.Ordinal)]
            : [];
        List<UpgradePlan> plans = [];
        foreach (string file in files.Take(UpgradePlans.MaxPlans))
        {
            using ConfigSource source = YamlSource.Read(file, builder.Diagnostics);
            string name = Path.GetFileNameWithoutExtension(file);
            UpgradePlan? plan = source.IsBroken ? null : UpgradePlanReader.Read(name, source, builder.Diagnostics);
            if (plan is not null && plans.Exists(other => other.Name == name))
            {
                builder.Diagnostics.Add(new ConfigDiagnostic(file, 1, 1, true, ConfigCodes.DuplicateId, $"\"{name}\" is the name of another plan too; keep one of the files."));
            }
            else if (plan is not null)
            {
                plans.Add(plan);
            }
        }

        if (files.Length > UpgradePlans.MaxPlans)
        {
            builder.Diagnostics.Add(new ConfigDiagnostic(folder, 1, 1, true, ConfigCodes.TooMany, $"the folder has {files.Length} plans; at most {UpgradePlans.MaxPlans} are accepted."));
        }

        builder.Set(new UpgradePlans(plans));
    }
}
