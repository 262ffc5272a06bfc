using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Journeys;

/// <summary>Reads a folder of journeys.</summary>
internal static class JourneyFiles
{
    /// <param name="folder">May be missing.</param>
    /// <param name="tenants">Whose hosts are those of this gateway; null elsewhere.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    public static JourneySet Read(string folder, TenantDirectory? tenants, ConfigDiagnostics diagnostics)
    {
        string[] files = Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder).Where(static file => Path.GetExtension(file) is ".yaml" or ".yml").Order(StringComparer.Ordinal)]
            : [];
        List<Journey> journeys = [];
        foreach (string file in files.Take(JourneySet.MaxJourneys))
        {
            using ConfigSource source = YamlSource.Read(file, diagnostics);
            string name = Path.GetFileNameWithoutExtension(file);
            if (journeys.Exists(other => other.Name == name))
            {
                diagnostics.Add(new ConfigDiagnostic(file, 1, 1, true, ConfigCodes.DuplicateId, $"\"{name}\" is the name of another journey too; keep one of the files."));
            }
            else if (!source.IsBroken)
            {
                journeys.Add(new JourneyReader(name, source, tenants, diagnostics).Read());
            }
        }

        if (files.Length > JourneySet.MaxJourneys)
        {
            diagnostics.Add(new ConfigDiagnostic(folder, 1, 1, true, ConfigCodes.TooMany, $"the folder has {files.Length} journeys; at most {JourneySet.MaxJourneys} are accepted."));
        }

        return new JourneySet(journeys);
    }
}
