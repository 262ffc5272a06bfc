using Edge.Gateway.Config;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>Reads <c>mode</c>, <c>paths</c>, <c>exclusions</c> and the limits of bodies, which the whole gateway and each tenant may have.</summary>
/// <param name="rules">The rules that exclusions mean; null while they have errors.</param>
/// <param name="maxBodyBytes">Bytes of a whole body, which no part of it may exceed.</param>
internal sealed class WafPolicyReader(RuleSet? rules, int maxBodyBytes)
{
    private static readonly Dictionary<string, BodyLimitAction> BodyLimitActions = new(StringComparer.Ordinal)
    {
        ["reject"] = BodyLimitAction.Reject,
        ["processPartial"] = BodyLimitAction.ProcessPartial,
    };

    private readonly Dictionary<(string Rules, string? Target), (RuleExclusion? Exclusion, string? Error)> _made = []; // Thousands of tenants exclude the same.

    /// <summary>A policy on top of <paramref name="common"/>; the same object when nothing is set.</summary>
    public WafPolicy Read(ConfigObject waf, WafPolicy common)
    {
        WafMode mode = waf.Choice("mode", common.Mode, WafSettingsReader.Modes);
        List<WafPathMode> paths = ReadPaths(waf);
        List<WafExclusion> exclusions = ReadExclusions(waf);
        int? maxBodyBytesWithoutFiles = ReadBodyLimit(waf) ?? common.MaxBodyBytesWithoutFiles;
        BodyLimitAction? onBodyLimit = waf.Has("onBodyLimit") ? waf.Choice("onBodyLimit", BodyLimitAction.Reject, BodyLimitActions) : common.OnBodyLimit;
        if (mode == common.Mode && paths.Count == 0 && exclusions.Count == 0 && maxBodyBytesWithoutFiles == common.MaxBodyBytesWithoutFiles && onBodyLimit == common.OnBodyLimit)
        {
            return common;
        }

        // The tenant's own paths come before the common ones of the same length; a mode set for a tenant as a whole ends them.
        IEnumerable<WafPathMode> inherited = waf.Has("mode") ? [] : common.Paths;
        return new WafPolicy(mode, [.. paths.Concat(inherited).OrderByDescending(static entry => entry.Path.Length)], [.. common.Exclusions, .. exclusions])
        {
            MaxBodyBytesWithoutFiles = maxBodyBytesWithoutFiles,
            OnBodyLimit = onBodyLimit,
        };
    }

    private int? ReadBodyLimit(ConfigObject waf)
    {
        const string Key = "maxBodyBytesWithoutFiles";
        if (!waf.Has(Key))
        {
            return null;
        }

        int bytes = waf.Whole(Key, 0, WafLimits.MinBodyBytes, WafLimits.MaxInspectedBodyBytes);
        if (bytes > maxBodyBytes)
        {
            waf.Error(Key, ConfigCodes.Conflict, $"is {bytes}, above 'waf.maxBodyBytes' of edge.json ({maxBodyBytes}); set at most that, or raise it: a part cannot be larger than the whole.");
        }

        return bytes;
    }

    private static List<WafPathMode> ReadPaths(ConfigObject waf)
    {
        List<WafPathMode> paths = [];
        foreach (ConfigObject entry in waf.Objects("paths"))
        {
            string path = ReadPath(entry, entry.RequiredText("path")) ?? "";
            if (!entry.Has("mode"))
            {
                entry.Error("mode", ConfigCodes.Missing, "is missing; set \"block\", \"detect\" or \"off\".");
            }

            WafMode mode = entry.Choice("mode", WafMode.Block, WafSettingsReader.Modes);
            paths.Add(new WafPathMode(path, mode));
        }

        if (paths.Count > WafLimits.MaxPaths)
        {
            waf.Error("paths", ConfigCodes.TooMany, $"has {paths.Count} entries; at most {WafLimits.MaxPaths} are accepted.");
        }

        return paths;
    }

    private List<WafExclusion> ReadExclusions(ConfigObject waf)
    {
        List<WafExclusion> exclusions = [];
        foreach (ConfigObject entry in waf.Objects("exclusions"))
        {
            string? which = entry.TextOrWhole("rule");
            string? target = entry.Text("target");
            string? path = entry.Text("path") is { } text ? ReadPath(entry, text) : null;
            if (which is null)
            {
                entry.Error("rule", ConfigCodes.Missing, "is missing; set a rule's id, a range such as \"942100-942199\", or \"tag:attack-sqli\".");
            }
            else if (rules is not null && Make(entry, which, target) is { } exclusion)
            {
                exclusions.Add(new WafExclusion(path, exclusion, which, target));
            }
        }

        if (exclusions.Count > WafLimits.MaxExclusions)
        {
            waf.Error("exclusions", ConfigCodes.TooMany, $"has {exclusions.Count} entries; at most {WafLimits.MaxExclusions} are accepted.");
        }

        return exclusions;
    }

    private RuleExclusion? Make(ConfigObject entry, string which, string? target)
    {
        if (!_made.TryGetValue((which, target), out (RuleExclusion? Exclusion, string? Error) made))
        {
            rules!.TryCreateExclusion(which, target, out RuleExclusion? exclusion, out string? error);
            _made[(which, target)] = made = (exclusion, error);
        }

        if (made.Error is not null)
        {
            // A warning: the shipped exclusions name rules of the Core Rule Set, which may not be installed.
            entry.Warn("rule", ConfigCodes.UnknownReference, $"has no effect: {made.Error}");
        }

        return made.Exclusion;
    }

    private static string? ReadPath(ConfigObject entry, string path)
    {
        if (!path.StartsWith('/') || path.AsSpan().ContainsAny('*', '?'))
        {
            entry.Error("path", ConfigCodes.OutOfRange, $"is \"{path}\"; set a path that begins with '/'; it stands for itself and everything below it.");
        }

        return path.TrimEnd('/');
    }
}
