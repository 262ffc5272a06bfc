using System.Collections.Frozen;
using System.Text;

namespace Edge.Gateway.Observability;

/// <summary>
/// OpenTelemetry's instrument names as Prometheus names: dots become underscores, the unit and <c>_total</c> are appended
/// (OpenTelemetry specification, "Prometheus and OpenMetrics compatibility").
/// </summary>
internal static class MetricNaming
{
    /// <summary>Suffixes that only the parts of a histogram may have; on other metrics <c>promtool check metrics</c> refuses them.</summary>
    private static readonly string[] HistogramSuffixes = ["_count", "_sum", "_bucket"];

    /// <summary>UCUM units as Prometheus spells them. Annotations (<c>{request}</c>) and <c>1</c> add nothing to a name.</summary>
    private static readonly FrozenDictionary<string, string> Units = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["us"] = "microseconds",
        ["ns"] = "nanoseconds",
        ["min"] = "minutes",
        ["h"] = "hours",
        ["d"] = "days",
        ["By"] = "bytes",
        ["KiBy"] = "kibibytes",
        ["MiBy"] = "mebibytes",
        ["%"] = "percent",
        ["Hz"] = "hertz",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of .NET's own instruments that break Prometheus' naming rules, and what they are here.</summary>
    private static readonly FrozenDictionary<string, string> Renamed = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["dotnet.assembly.count"] = "dotnet_assemblies",
        ["dotnet.process.cpu.count"] = "dotnet_process_cpus",
        ["dotnet.thread_pool.thread.count"] = "dotnet_thread_pool_threads",
        ["dotnet.timer.count"] = "dotnet_timers",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The name of the family of an instrument.</summary>
    public static string FamilyName(string instrument, string? unit, MetricKind kind)
    {
        string name = Renamed.GetValueOrDefault(instrument) ?? Sanitize(instrument);
        name = WithoutSuffix(name, "_total");
        if (unit is not null && Units.TryGetValue(unit, out string? word) && !name.EndsWith("_" + word, StringComparison.Ordinal))
        {
            name = $"{name}_{word}";
        }

        if (kind is MetricKind.Counter or MetricKind.ObservedCounter)
        {
            return name + "_total";
        }

        return kind != MetricKind.Histogram && HistogramSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal))
            ? name + "_current"
            : name;
    }

    /// <summary>
    /// A name of <c>[a-z_][a-z0-9_]*</c> in snake case, without a double underscore (Prometheus reserves names that begin so).
    /// </summary>
    public static string Sanitize(string name)
    {
        StringBuilder clean = new(name.Length + 1);
        char previous = '\0';
        foreach (char letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && (char.IsAsciiLetterLower(previous) || char.IsAsciiDigit(previous)))
            {
                clean.Append('_');
            }
            else if (clean.Length == 0 && char.IsAsciiDigit(letter))
            {
                clean.Append('_');
            }

            char safe = char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '_';
            if (safe != '_' || clean.Length == 0 || clean[^1] != '_')
            {
                clean.Append(safe);
            }

            previous = letter;
        }

        return clean.Length == 0 ? "_" : clean.ToString();
    }

    private static string WithoutSuffix(string name, string suffix) =>
        name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;
}
