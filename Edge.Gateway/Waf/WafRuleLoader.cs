using System.Diagnostics;
using System.Globalization;
using Edge.Gateway.Config;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>Finds and loads the rule files, and keeps the rules that are loaded while nothing of them changes.</summary>
internal static class WafRuleLoader
{
    /// <summary>Loads the rules, or takes over those of <paramref name="previous"/>; null when they have errors.</summary>
    public static WafRules? Load(SnapshotBuilder builder, ConfigObject waf, WafSettings settings, WafRules? previous)
    {
        CrsFiles? crs = FindCrs(waf, settings);
        List<string> own = FindOwn(builder, waf, settings);
        WafRuleSource source = WafRuleSource.Create(settings, crs, own);
        string fingerprint = source.Fingerprint(settings);
        if (previous is not null && previous.Fingerprint == fingerprint)
        {
            return previous;
        }

        long start = Stopwatch.GetTimestamp();
        RuleSetLoadResult result = RuleSet.Load(new RuleSetOptions
        {
            Prologue = source.Prologue,
            Files = source.Files,
            Mode = RuleEngineMode.On, // Each transaction sets its tenant's.
            OnEngineError = settings.OnEngineError,
            OnBodyError = EngineErrorPolicy.Block,
            Limits = new RuleLimits { MaxRequestBodyBytes = settings.MaxBodyBytes, RegexTimeout = settings.RegexTimeout },
        });
        Report(builder.Diagnostics, result.Diagnostics);
        return result.RuleSet is null ? null : new WafRules(result.RuleSet, fingerprint, source.HasCrs, Stopwatch.GetElapsedTime(start));
    }

    private static CrsFiles? FindCrs(ConfigObject waf, WafSettings settings)
    {
        if (settings.Crs == WafSettingsReader.Off)
        {
            return null;
        }

        if (settings.Crs == WafSettingsReader.Auto)
        {
            return CrsFiles.Find(CrsFiles.DebianFolder, settings.CrsSetup);
        }

        CrsFiles? crs = CrsFiles.Find(settings.Crs, settings.CrsSetup);
        if (crs is null)
        {
            waf.Error("crs", ConfigCodes.FileMissing, $"is \"{settings.Crs}\", where no Core Rule Set is (no rules/REQUEST-901-INITIALIZATION.conf); set its folder, \"auto\" or \"off\".");
        }

        return crs;
    }

    private static List<string> FindOwn(SnapshotBuilder builder, ConfigObject waf, WafSettings settings)
    {
        List<string> files = [];
        foreach (string pattern in settings.Rules)
        {
            string folder = Path.GetDirectoryName(pattern)!;
            string name = Path.GetFileName(pattern);
            string[] found = name.AsSpan().ContainsAny('*', '?')
                ? Directory.Exists(folder) ? Directory.GetFiles(folder, name) : []
                : File.Exists(pattern) ? [pattern] : [];
            Array.Sort(found, StringComparer.Ordinal);
            if (found.Length == 0 && waf.Has("rules"))
            {
                waf.Warn("rules", ConfigCodes.FileMissing, $"has \"{pattern}\", which finds no file.");
            }

            files.AddRange(found.Where(file => file != settings.CrsSetup && !files.Contains(file)));
        }

        if (files.Count > WafLimits.MaxRuleFiles)
        {
            builder.Diagnostics.Error(waf.PositionOf("rules"), ConfigCodes.TooMany, $"'waf.rules' finds {files.Count} files; at most {WafLimits.MaxRuleFiles} are read.");
            files.Clear();
        }

        return files;
    }

    private static void Report(ConfigDiagnostics diagnostics, IReadOnlyList<RuleDiagnostic> found)
    {
        // Errors first: they decide, and a rule set may have thousands of warnings.
        foreach (RuleDiagnostic item in found.OrderBy(static item => item.Severity == RuleDiagnosticSeverity.Error ? 0 : 1).Take(WafLimits.MaxDiagnostics))
        {
            diagnostics.Add(new ConfigDiagnostic(item.File, item.Line, item.Column, item.Severity == RuleDiagnosticSeverity.Error, item.Code, item.Message));
        }

        if (found.Count > WafLimits.MaxDiagnostics)
        {
            RuleDiagnostic last = found[^1];
            diagnostics.Add(new ConfigDiagnostic(last.File, last.Line, last.Column, false, last.Code,
                string.Create(CultureInfo.InvariantCulture, $"… and {found.Count - WafLimits.MaxDiagnostics} more about rule files.")));
        }
    }
}
