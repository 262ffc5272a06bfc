using System.Globalization;
using Edge.Rules.Actions;
using Edge.Rules.Bodies;
using Edge.Rules.Language;
using Edge.Rules.Variables;

namespace Edge.Rules.Compilation;

/// <summary>Reads the values of <c>ctl</c>.</summary>
internal static class CtlCompiler
{
    /// <summary>The settings that <c>ctl</c> knows.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "auditEngine", "auditLogParts", "debugLogLevel", "forceRequestBodyVariable", "hashEnforcement", "hashEngine", "parseXmlIntoArgs", "requestBodyAccess",
        "requestBodyLimit", "requestBodyProcessor", "responseBodyAccess", "responseBodyLimit", "ruleEngine", "ruleRemoveById",
        "ruleRemoveByMsg", "ruleRemoveByTag", "ruleRemoveTargetById", "ruleRemoveTargetByMsg", "ruleRemoveTargetByTag",
    ];

    public static IRuleAction? Compile(ActionSyntax action, string text, CompilerContext context)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = Blank.Trim(equals < 0 ? text : text[..equals]);
        string value = equals < 0 ? "" : Blank.Trim(text[(equals + 1)..]);
        switch (name.ToUpperInvariant())
        {
            case "RULEENGINE": return Mode(action, CtlSetting.RuleEngine, name, value, context);
            case "AUDITENGINE": return Mode(action, CtlSetting.AuditEngine, name, value, context);
            case "REQUESTBODYACCESS": return OnOff(action, CtlSetting.RequestBodyAccess, name, value, context);
            case "RESPONSEBODYACCESS": return OnOff(action, CtlSetting.ResponseBodyAccess, name, value, context);
            case "FORCEREQUESTBODYVARIABLE": return OnOff(action, CtlSetting.ForceRequestBodyVariable, name, value, context);
            case "PARSEXMLINTOARGS": return XmlArguments(action, name, value, context);
            case "REQUESTBODYLIMIT": return Limit(action, CtlSetting.RequestBodyLimit, name, value, context);
            case "RESPONSEBODYLIMIT": return Limit(action, CtlSetting.ResponseBodyLimit, name, value, context);
            case "REQUESTBODYPROCESSOR": return Processor(action, value, context);
            case "AUDITLOGPARTS":
                return new CtlAuditLogPartsAction(value.TrimStart('+', '-').ToUpperInvariant(), value.StartsWith('+'), value.StartsWith('-'));
            case "RULEREMOVEBYID": return RemoveById(action, value, context);
            case "RULEREMOVEBYTAG": return new CtlRemoveRulesAction(RuleSelection.ByTag(value));
            case "RULEREMOVEBYMSG": return new CtlRemoveRulesAction(RuleSelection.ByMessage(value));
            case "RULEREMOVETARGETBYID": return RemoveTarget(action, name, value, context);
            case "RULEREMOVETARGETBYTAG": return RemoveTarget(action, name, value, context);
            case "RULEREMOVETARGETBYMSG": return RemoveTarget(action, name, value, context);
            case "DEBUGLOGLEVEL" or "HASHENGINE" or "HASHENFORCEMENT":
                context.Diagnostics.Warning(action.Position, DiagnosticCodes.NoEffect, $"'ctl:{name}' has no effect in this engine.");
                return null;
            default:
                context.Diagnostics.Error(action.Position, DiagnosticCodes.UnknownCtl,
                    $"unknown setting 'ctl:{name}'{Suggestion.For(name, Names, "ctl:")}");
                return null;
        }
    }

    private static CtlSettingAction? Mode(ActionSyntax action, CtlSetting setting, string name, string value, CompilerContext context)
    {
        RuleEngineMode? mode = value.ToUpperInvariant() switch
        {
            "ON" => RuleEngineMode.On,
            "OFF" => RuleEngineMode.Off,
            "DETECTIONONLY" when setting == CtlSetting.RuleEngine => RuleEngineMode.DetectionOnly,
            "RELEVANTONLY" when setting == CtlSetting.AuditEngine => RuleEngineMode.DetectionOnly,
            _ => null,
        };
        if (mode is null)
        {
            string third = setting == CtlSetting.RuleEngine ? "DetectionOnly" : "RelevantOnly";
            context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue, $"'ctl:{name}' is '{value}'; write On, Off or {third}.");
            return null;
        }

        return new CtlSettingAction(setting, (long)mode);
    }

    private static CtlSettingAction? XmlArguments(ActionSyntax action, string name, string value, CompilerContext context)
    {
        if (!Enum.TryParse(value, ignoreCase: true, out XmlArgumentsMode mode) || !Enum.IsDefined(mode))
        {
            context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue, $"'ctl:{name}' is '{value}'; write On, Off or OnlyArgs.");
            return null;
        }

        return new CtlSettingAction(CtlSetting.ParseXmlIntoArgs, (long)mode);
    }

    private static CtlSettingAction? OnOff(ActionSyntax action, CtlSetting setting, string name, string value, CompilerContext context)
    {
        bool on = value.Equals("On", StringComparison.OrdinalIgnoreCase);
        if (!on && !value.Equals("Off", StringComparison.OrdinalIgnoreCase))
        {
            context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue, $"'ctl:{name}' is '{value}'; write On or Off.");
            return null;
        }

        return new CtlSettingAction(setting, on ? 1 : 0);
    }

    private static CtlSettingAction? Limit(ActionSyntax action, CtlSetting setting, string name, string value, CompilerContext context)
    {
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long limit))
        {
            context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue, $"'ctl:{name}' is '{value}'; write a number of bytes.");
            return null;
        }

        return new CtlSettingAction(setting, limit);
    }

    private static CtlBodyProcessorAction? Processor(ActionSyntax action, string value, CompilerContext context)
    {
        string processor = value.ToUpperInvariant();
        if (processor is not ("URLENCODED" or "MULTIPART" or "JSON" or "XML" or "RAW"))
        {
            context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue,
                $"'ctl:requestBodyProcessor' is '{value}'; write URLENCODED, MULTIPART, JSON, XML or RAW.");
            return null;
        }

        return new CtlBodyProcessorAction(processor);
    }

    private static CtlRemoveRulesAction? RemoveById(ActionSyntax action, string value, CompilerContext context)
    {
        if (RuleSelection.TryParseIds(value, out RuleSelection selection))
        {
            return new CtlRemoveRulesAction(selection);
        }

        context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue,
            $"'ctl:ruleRemoveById' is '{value}'; write an id, such as 942100, or a range, such as 942100-942199.");
        return null;
    }

    private static CtlRemoveTargetAction? RemoveTarget(ActionSyntax action, string name, string value, CompilerContext context)
    {
        int separator = value.IndexOf(';', StringComparison.Ordinal);
        string rules = Blank.Trim(separator < 0 ? value : value[..separator]);
        string target = separator < 0 ? "" : Blank.Trim(value[(separator + 1)..]).TrimStart('!');
        RuleSelection? selection = name.EndsWith("Tag", StringComparison.OrdinalIgnoreCase) ? RuleSelection.ByTag(rules)
            : name.EndsWith("Msg", StringComparison.OrdinalIgnoreCase) ? RuleSelection.ByMessage(rules)
            : RuleSelection.TryParseIds(rules, out RuleSelection ids) ? ids : null;
        int colon = target.IndexOf(':', StringComparison.Ordinal);
        string variableName = colon < 0 ? target : target[..colon];
        string? key = colon < 0 ? null : target[(colon + 1)..];
        if (selection is null || target.Length == 0)
        {
            context.Diagnostics.Error(action.Position, DiagnosticCodes.BadValue,
                $"'ctl:{name}' is '{value}'; write which rules, ';', and the target, such as '942100;ARGS:text'.");
            return null;
        }

        if (!VariableTable.TryGet(variableName, out VariableInfo? variable))
        {
            context.Diagnostics.Error(action.Position, DiagnosticCodes.UnknownVariable,
                $"'ctl:{name}' names the unknown variable '{variableName}'{Suggestion.For(variableName, VariableTable.Names)}");
            return null;
        }

        key = key is ['\'', .., '\''] ? key[1..^1] : key;
        bool pattern = key is ['/', _, .., '/'] && variable.Kind != VariableKind.Xml;
        TargetSyntax syntax = new(variable.Name, pattern ? key![1..^1] : key, pattern, true, false, action.Position);
        return TargetCompiler.TryFilter(syntax, context, out KeyFilter keys) ? new CtlRemoveTargetAction(selection, variable.Kind, keys) : null;
    }
}
