namespace Edge.Bench.Waf;

/// <summary>Where the rule files are.</summary>
internal static class BenchmarkRules
{
    private const string CoreFolder = "/usr/share/modsecurity-crs/rules";
    private const string CoreSetup = "/etc/modsecurity/crs/crs-setup.conf";

    /// <summary>The Core Rule Set of Debian's package <c>modsecurity-crs</c>.</summary>
    public static string[] Core() => Directory.Exists(CoreFolder)
        ? [CoreSetup, .. Directory.GetFiles(CoreFolder, "*.conf").Order(StringComparer.Ordinal)]
        : throw new DirectoryNotFoundException($"'{CoreFolder}' is missing: install modsecurity-crs.");

    /// <summary>The rules in <c>config/rules</c>, looked for from the program's folder upwards.</summary>
    public static string[] Compact()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string rules = Path.Combine(folder.FullName, "config", "rules");
            if (Directory.Exists(rules))
            {
                return [.. Directory.GetFiles(rules, "*.conf").Order(StringComparer.Ordinal)];
            }
        }

        throw new DirectoryNotFoundException("config/rules is in no folder above the program.");
    }
}
