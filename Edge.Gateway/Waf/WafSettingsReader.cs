using Edge.Gateway.Config;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>Reads <c>waf</c> of <c>edge.json</c>.</summary>
internal static class WafSettingsReader
{
    public const string Auto = "auto";
    public const string Off = "off";

    private const int DefaultMaxBodyBytes = 13_107_200;
    private const string DefaultCrsSetup = "rules/crs-setup.conf";
    private const string DefaultRules = "rules/*.conf";

    /// <summary>Types that no rule can read: looking for attacks in their bytes only finds false ones, and they may be endless.</summary>
    private static readonly string[] DefaultStreamedTypes = ["application/octet-stream", "application/grpc*", "image/*", "audio/*", "video/*", "font/*"];

    private static readonly Dictionary<string, WafAuditMode> AuditModes = new(StringComparer.Ordinal)
    {
        ["off"] = WafAuditMode.Off,
        ["relevant"] = WafAuditMode.Relevant,
        ["on"] = WafAuditMode.On,
    };

    public static Dictionary<string, WafMode> Modes { get; } = new(StringComparer.Ordinal)
    {
        ["block"] = WafMode.Block,
        ["detect"] = WafMode.Detect,
        ["off"] = WafMode.Off,
    };

    private static readonly Dictionary<string, EngineErrorPolicy> ErrorPolicies = new(StringComparer.Ordinal)
    {
        ["block"] = EngineErrorPolicy.Block,
        ["pass"] = EngineErrorPolicy.Pass,
    };

    public static WafSettings Read(SnapshotBuilder builder, ConfigObject waf)
    {
        string crs = waf.Text("crs", Auto);
        WafSettings settings = new()
        {
            Mode = waf.Choice("mode", WafMode.Block, Modes),
            Crs = crs is Auto or Off ? crs : builder.PathOf(crs),
            CrsSetup = ReadSetup(builder, waf),
            Rules = ReadRules(builder, waf),
            Paranoia = Optional(waf, "paranoia", 1, 4),
            DetectionParanoia = Optional(waf, "detectionParanoia", 1, 4),
            InboundThreshold = Optional(waf, "inboundThreshold", 1, 10_000),
            OutboundThreshold = Optional(waf, "outboundThreshold", 1, 10_000),
            DebugHeader = waf.Flag("debugHeader", fallback: false),
            ResponseBodyTypes = ReadTypes(builder, waf, "responseBodyTypes", wildcards: false) ?? [],
            StreamedBodyTypes = ReadTypes(builder, waf, "streamedBodyTypes", wildcards: true) ?? DefaultStreamedTypes,
            MaxBodyBytes = waf.Whole("maxBodyBytes", DefaultMaxBodyBytes, WafLimits.MinBodyBytes, WafLimits.MaxInspectedBodyBytes),
            OnEngineError = waf.Choice("onEngineError", EngineErrorPolicy.Block, ErrorPolicies),
            Audit = ReadAudit(builder, waf.Object("audit")),
            RegexTimeout = TimeSpan.FromMilliseconds(waf.Whole("regexTimeoutMs", 20, 1, 10_000)),
        };
        if (settings is { Paranoia: { } level, DetectionParanoia: { } detection } && detection < level)
        {
            waf.Error("detectionParanoia", ConfigCodes.Conflict, $"is {detection}, below 'paranoia' ({level}); set the same level or a higher one: a rule that does not run cannot count.");
        }

        return settings;
    }

    private static WafAuditSettings ReadAudit(SnapshotBuilder builder, ConfigObject audit)
    {
        WafAuditMode mode = audit.Choice("mode", WafAuditMode.Off, AuditModes);
        string? file = audit.Text("file");
        double sample = audit.Number("sample", 1, 0, 1);
        IReadOnlyList<(string Text, ConfigPosition Position)> words = audit.Texts("redact");
        if (mode != WafAuditMode.Off && string.IsNullOrEmpty(file))
        {
            audit.Error("file", ConfigCodes.Missing, "is missing; set the file that audit lines are added to, such as \"log/audit.jsonl\".");
        }

        foreach ((string text, ConfigPosition position) in words)
        {
            if (text.Length == 0)
            {
                builder.Diagnostics.Error(position, ConfigCodes.OutOfRange, "'waf.audit.redact' has an empty text, which every name contains; set a part of the names whose values shall be masked.");
            }
        }

        return new WafAuditSettings(mode, builder.PathOf(file ?? ""), sample, new WafRedactor(words.Select(static word => word.Text)));
    }

    private static int? Optional(ConfigObject waf, string key, int least, int most)
    {
        int value = waf.Whole(key, 0, least, most);
        return value == 0 ? null : value;
    }

    private static string? ReadSetup(SnapshotBuilder builder, ConfigObject waf)
    {
        string? named = waf.Text("crsSetup");
        string path = builder.PathOf(named ?? DefaultCrsSetup);
        if (File.Exists(path))
        {
            return path;
        }

        if (named is not null)
        {
            waf.Error("crsSetup", ConfigCodes.FileMissing, $"is \"{named}\", but there is no file {path}; create it, or remove the key to use the Core Rule Set's own.");
        }

        return null;
    }

    private static string[] ReadRules(SnapshotBuilder builder, ConfigObject waf) =>
        waf.Has("rules") ? [.. waf.Texts("rules").Select(entry => builder.PathOf(entry.Text))] : [builder.PathOf(DefaultRules)];

    private static string[]? ReadTypes(SnapshotBuilder builder, ConfigObject waf, string key, bool wildcards)
    {
        if (!waf.Has(key))
        {
            return null;
        }

        IReadOnlyList<(string Text, ConfigPosition Position)> entries = waf.Texts(key);
        foreach ((string text, ConfigPosition position) in entries)
        {
            ReadOnlySpan<char> type = wildcards && text.EndsWith('*') ? text.AsSpan(0, text.Length - 1) : text;
            if (!type.Contains('/') || type.ContainsAny(" ;,\"*"))
            {
                string end = wildcards ? ", with '*' at its end for any rest" : "";
                builder.Diagnostics.Error(position, ConfigCodes.OutOfRange, $"'waf.{key}' has \"{text}\"; set a content type without parameters, such as \"application/json\"{end}.");
            }
        }

        return [.. entries.Select(static entry => entry.Text)];
    }
}
