using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>What a rule set is loaded from: files in their order, and the settings that come as rules themselves.</summary>
/// <remarks>Order: body processors, the Core Rule Set's setup, settings of <c>edge.json</c>, own rules, the Core Rule Set.</remarks>
internal sealed record WafRuleSource(string Prologue, IReadOnlyList<string> Files, bool HasCrs)
{
    /// <summary>Id of the rule that carries the settings of <c>edge.json</c>; ids of this project's rules end at 19,999.</summary>
    public const int SettingsRuleId = 19_999;

    /// <summary>The rule of this project that stands in for <see cref="CrsLog4jRule"/>.</summary>
    private const int Log4jRule = 15_010;

    /// <summary>The Core Rule Set's rule against Log4j look-ups, which its releases before 4.0 lack.</summary>
    private const int CrsLog4jRule = 944_150;

    public static WafRuleSource Create(WafSettings settings, CrsFiles? crs, IReadOnlyList<string> ownFiles)
    {
        StringBuilder prologue = new(RecommendedRules.BodyProcessors);
        prologue.Append(settings.ResponseBodyTypes.Count == 0 ? "SecResponseBodyAccess Off\n"
            : $"SecResponseBodyAccess On\nSecResponseBodyMimeType {string.Join(' ', settings.ResponseBodyTypes)}\n");
        if (crs is not null)
        {
            foreach (string file in crs.Setup)
            {
                prologue.Append(CultureInfo.InvariantCulture, $"Include \"{file}\"\n");
            }
        }

        // After the setup file, whose values they win over.
        prologue.Append(CultureInfo.InvariantCulture, $"SecRequestBodyLimit {settings.MaxBodyBytes}\n");
        AppendVariables(prologue, settings);
        if (crs is not null && crs.HasRule(CrsLog4jRule))
        {
            prologue.Append(CultureInfo.InvariantCulture, $"SecRuleRemoveById {Log4jRule}\n");
        }

        return new WafRuleSource(prologue.ToString(), [.. ownFiles, .. crs?.Rules ?? []], crs is not null);
    }

    /// <summary>Changes whenever loading would give other rules: the settings, and all rule and data files beside those that are named.</summary>
    public string Fingerprint(WafSettings settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Prologue));
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n{settings.OnEngineError} {settings.RegexTimeout}\n{string.Join('\n', Files)}\n")));
        IEnumerable<string> folders = Files.Concat(SetupFiles()).Select(static file => Path.GetDirectoryName(file)!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (string file in folders.Where(Directory.Exists).SelectMany(static folder => Directory.GetFiles(folder).Order(StringComparer.Ordinal)))
        {
            if (Path.GetExtension(file) is ".conf" or ".data" or ".txt" or ".example")
            {
                hash.AppendData(Encoding.UTF8.GetBytes(file + "\n"));
                AppendContent(hash, file);
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private IEnumerable<string> SetupFiles() => Prologue.Split('\n')
        .Where(static line => line.StartsWith("Include \"", StringComparison.Ordinal))
        .Select(static line => line["Include \"".Length..^1]);

    private static void AppendContent(IncrementalHash hash, string file)
    {
        try
        {
            hash.AppendData(File.ReadAllBytes(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(exception.Message)); // The load reports it, if the file is one of the rules'.
        }
    }

    // Both names of each: CRS 3 reads the first, CRS 4 the second.
    private static void AppendVariables(StringBuilder prologue, WafSettings settings)
    {
        List<string> variables = [];
        Add(settings.Paranoia, "paranoia_level", "blocking_paranoia_level");
        Add(settings.DetectionParanoia ?? settings.Paranoia, "executing_paranoia_level", "detection_paranoia_level");
        Add(settings.InboundThreshold, "inbound_anomaly_score_threshold");
        Add(settings.OutboundThreshold, "outbound_anomaly_score_threshold");
        if (variables.Count > 0)
        {
            prologue.Append(CultureInfo.InvariantCulture, $"SecAction \"id:{SettingsRuleId},phase:1,pass,nolog,t:none,{string.Join(',', variables)}\"\n");
        }

        void Add(int? value, params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
            {
                if (value is { } number)
                {
                    variables.Add(string.Create(CultureInfo.InvariantCulture, $"setvar:tx.{name}={number}"));
                }
            }
        }
    }
}
