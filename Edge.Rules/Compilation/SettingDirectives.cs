using System.Collections.Frozen;
using System.Globalization;
using Edge.Rules.Bodies;
using Edge.Rules.Language;
using Edge.Rules.Operators;

namespace Edge.Rules.Compilation;

/// <summary>Directives that set something for the whole rule set.</summary>
internal static class SettingDirectives
{
    public static void RuleEngine(LoadState state, Directive directive)
    {
        RuleEngineMode? mode = Single(state, directive).ToUpperInvariant() switch
        {
            "ON" => RuleEngineMode.On,
            "OFF" => RuleEngineMode.Off,
            "DETECTIONONLY" => RuleEngineMode.DetectionOnly,
            _ => null,
        };
        if (mode is null)
        {
            Bad(state, directive, "On, Off or DetectionOnly");
            return;
        }

        state.Settings = state.Settings with { Mode = mode.Value };
    }

    public static void RequestBodyAccess(LoadState state, Directive directive) =>
        OnOff(state, directive, static (settings, on) => settings with { RequestBodyAccess = on });

    public static void ResponseBodyAccess(LoadState state, Directive directive) =>
        OnOff(state, directive, static (settings, on) => settings with { ResponseBodyAccess = on });

    public static void RequestBodyLimit(LoadState state, Directive directive) =>
        Number(state, directive, static (settings, value) => settings with { RequestBodyLimitBytes = value });

    public static void RequestBodyNoFilesLimit(LoadState state, Directive directive) =>
        Number(state, directive, static (settings, value) => settings with { RequestBodyNoFilesLimitBytes = value });

    public static void ResponseBodyLimit(LoadState state, Directive directive) =>
        Number(state, directive, static (settings, value) => settings with { ResponseBodyLimitBytes = value });

    public static void JsonDepthLimit(LoadState state, Directive directive) =>
        Number(state, directive, static (settings, value) => settings with { MaxJsonDepth = (int)Math.Clamp(value, 1, 10_000) });

    public static void UploadFileLimit(LoadState state, Directive directive) =>
        Number(state, directive, static (settings, value) => settings with { MaxUploadedFiles = (int)Math.Clamp(value, 1, 100_000) });

    public static void ArgumentsLimit(LoadState state, Directive directive) =>
        Number(state, directive, static (settings, value) => settings with { MaxArguments = (int)Math.Clamp(value, 1, 1_000_000) });

    public static void ParseXmlIntoArgs(LoadState state, Directive directive)
    {
        if (!Enum.TryParse(Single(state, directive), ignoreCase: true, out XmlArgumentsMode mode) || !Enum.IsDefined(mode))
        {
            Bad(state, directive, "On, Off or OnlyArgs");
            return;
        }

        state.Settings = state.Settings with { XmlArguments = mode };
    }

    public static void CollectionTimeout(LoadState state, Directive directive) =>
        Number(state, directive, static (settings, value) => settings with { CollectionTimeout = TimeSpan.FromSeconds(Math.Clamp(value, 1, 31_536_000)) });

    public static void RequestBodyLimitAction(LoadState state, Directive directive) =>
        LimitAction(state, directive, static (settings, action) => settings with { RequestBodyLimitAction = action });

    public static void ResponseBodyLimitAction(LoadState state, Directive directive) =>
        LimitAction(state, directive, static (settings, action) => settings with { ResponseBodyLimitAction = action });

    public static void ResponseBodyMimeType(LoadState state, Directive directive) => state.Settings = state.Settings with
    {
        ResponseBodyMimeTypes = directive.Arguments.SelectMany(static argument => argument.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase),
    };

    public static void ResponseBodyMimeTypesClear(LoadState state, Directive directive) =>
        state.Settings = state.Settings with { ResponseBodyMimeTypes = FrozenSet<string>.Empty };

    public static void ArgumentSeparator(LoadState state, Directive directive)
    {
        string value = Single(state, directive);
        if (value.Length != 1)
        {
            Bad(state, directive, "one char, such as '&' or ';'");
            return;
        }

        state.Settings = state.Settings with { ArgumentSeparator = value[0] };
    }

    public static void WebAppId(LoadState state, Directive directive) =>
        state.Settings = state.Settings with { WebAppId = Single(state, directive) };

    public static void HttpBlKey(LoadState state, Directive directive) =>
        state.Settings = state.Settings with { HttpBlKey = Single(state, directive) };

    public static void ComponentSignature(LoadState state, Directive directive) =>
        state.Settings = state.Settings with { ComponentSignatures = [.. state.Settings.ComponentSignatures, Single(state, directive)] };

    public static void AuditEngine(LoadState state, Directive directive)
    {
        RuleEngineMode? mode = Single(state, directive).ToUpperInvariant() switch
        {
            "ON" => RuleEngineMode.On,
            "OFF" => RuleEngineMode.Off,
            "RELEVANTONLY" => RuleEngineMode.DetectionOnly,
            _ => null,
        };
        if (mode is null)
        {
            Bad(state, directive, "On, Off or RelevantOnly");
            return;
        }

        state.Settings = state.Settings with { AuditEngine = mode.Value };
    }

    public static void AuditLogParts(LoadState state, Directive directive) =>
        state.Settings = state.Settings with { AuditLogParts = Single(state, directive).ToUpperInvariant() };

    public static void CookieFormat(LoadState state, Directive directive)
    {
        if (Single(state, directive) != "0")
        {
            Bad(state, directive, "0; version 1 cookies (RFC 2965) are obsolete, and as in ModSecurity v3 they are read like version 0");
        }
    }

    public static void UnicodeMapFile(LoadState state, Directive directive)
    {
        if (directive.Arguments.Count != 2 || !int.TryParse(directive.Arguments[1].Text, NumberStyles.None, CultureInfo.InvariantCulture, out int codePage))
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.ArgumentCount, "SecUnicodeMapFile needs a file and a code page, such as 'unicode.mapping 20127'.");
            return;
        }

        string file = directive.Arguments[0].Text;
        if (!new DiskRuleFileReader().TryRead(file, directive.Position.File, out string? text))
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.FileNotRead, $"SecUnicodeMapFile names the file '{file}', which cannot be read.");
            return;
        }

        if (!UnicodeMap.TryParse(text, codePage, out short[] map))
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.BadValue, $"SecUnicodeMapFile asks for code page {codePage}, of which '{file}' has no map.");
            return;
        }

        state.Settings = state.Settings with { UnicodeMap = map };
    }

    public static void NoEffect(LoadState state, Directive directive) =>
        state.Diagnostics.Warning(directive.Position, DiagnosticCodes.NoEffect,
            $"{directive.Name} has no effect in this engine: logs, temporary files and processes are the host's own matter.");

    private static void OnOff(LoadState state, Directive directive, Func<EngineSettings, bool, EngineSettings> set)
    {
        string value = Single(state, directive);
        bool on = value.Equals("On", StringComparison.OrdinalIgnoreCase);
        if (!on && !value.Equals("Off", StringComparison.OrdinalIgnoreCase))
        {
            Bad(state, directive, "On or Off");
            return;
        }

        state.Settings = set(state.Settings, on);
    }

    private static void LimitAction(LoadState state, Directive directive, Func<EngineSettings, BodyLimitAction, EngineSettings> set)
    {
        if (!Enum.TryParse(Single(state, directive), ignoreCase: true, out BodyLimitAction action) || !Enum.IsDefined(action))
        {
            Bad(state, directive, "Reject or ProcessPartial");
            return;
        }

        state.Settings = set(state.Settings, action);
    }

    private static void Number(LoadState state, Directive directive, Func<EngineSettings, long, EngineSettings> set)
    {
        if (!long.TryParse(Single(state, directive), NumberStyles.None, CultureInfo.InvariantCulture, out long value))
        {
            Bad(state, directive, "a whole number");
            return;
        }

        state.Settings = set(state.Settings, value);
    }

    private static string Single(LoadState state, Directive directive)
    {
        if (directive.Arguments.Count != 1)
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.ArgumentCount, $"{directive.Name} has {directive.Arguments.Count} arguments; write one.");
        }

        return directive.Arguments.Count == 0 ? "" : directive.Arguments[0].Text;
    }

    private static void Bad(LoadState state, Directive directive, string accepted) =>
        state.Diagnostics.Error(directive.Position, DiagnosticCodes.BadValue,
            $"{directive.Name} is '{string.Join(' ', directive.Arguments.Select(static argument => argument.Text))}'; write {accepted}.");
}
