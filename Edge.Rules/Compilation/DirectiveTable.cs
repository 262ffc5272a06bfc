using System.Collections.Frozen;
using Edge.Rules.Language;

namespace Edge.Rules.Compilation;

/// <summary>All directives by name.</summary>
internal static class DirectiveTable
{
    private static readonly FrozenDictionary<string, Action<LoadState, Directive>> Handlers = new Dictionary<string, Action<LoadState, Directive>>
    {
        ["SecRule"] = RuleDirectives.SecRule,
        ["SecAction"] = RuleDirectives.SecAction,
        ["SecMarker"] = RuleDirectives.SecMarker,
        ["SecDefaultAction"] = RuleDirectives.SecDefaultAction,
        ["SecRuleRemoveById"] = ExceptionDirectives.RemoveById,
        ["SecRuleRemoveByTag"] = ExceptionDirectives.RemoveByTag,
        ["SecRuleRemoveByMsg"] = ExceptionDirectives.RemoveByMsg,
        ["SecRuleUpdateTargetById"] = ExceptionDirectives.UpdateTargetById,
        ["SecRuleUpdateTargetByTag"] = ExceptionDirectives.UpdateTargetByTag,
        ["SecRuleUpdateTargetByMsg"] = ExceptionDirectives.UpdateTargetByMsg,
        ["SecRuleUpdateActionById"] = ExceptionDirectives.UpdateActionById,
        ["SecRuleEngine"] = SettingDirectives.RuleEngine,
        ["SecRequestBodyAccess"] = SettingDirectives.RequestBodyAccess,
        ["SecResponseBodyAccess"] = SettingDirectives.ResponseBodyAccess,
        ["SecRequestBodyLimit"] = SettingDirectives.RequestBodyLimit,
        ["SecRequestBodyNoFilesLimit"] = SettingDirectives.RequestBodyNoFilesLimit,
        ["SecRequestBodyLimitAction"] = SettingDirectives.RequestBodyLimitAction,
        ["SecRequestBodyJsonDepthLimit"] = SettingDirectives.JsonDepthLimit,
        ["SecUploadFileLimit"] = SettingDirectives.UploadFileLimit,
        ["SecParseXmlIntoArgs"] = SettingDirectives.ParseXmlIntoArgs,
        ["SecArgumentsLimit"] = SettingDirectives.ArgumentsLimit,
        ["SecResponseBodyLimit"] = SettingDirectives.ResponseBodyLimit,
        ["SecResponseBodyLimitAction"] = SettingDirectives.ResponseBodyLimitAction,
        ["SecResponseBodyMimeType"] = SettingDirectives.ResponseBodyMimeType,
        ["SecResponseBodyMimeTypesClear"] = SettingDirectives.ResponseBodyMimeTypesClear,
        ["SecArgumentSeparator"] = SettingDirectives.ArgumentSeparator,
        ["SecCookieFormat"] = SettingDirectives.CookieFormat,
        ["SecCollectionTimeout"] = SettingDirectives.CollectionTimeout,
        ["SecComponentSignature"] = SettingDirectives.ComponentSignature,
        ["SecWebAppId"] = SettingDirectives.WebAppId,
        ["SecHttpBlKey"] = SettingDirectives.HttpBlKey,
        ["SecUnicodeMapFile"] = SettingDirectives.UnicodeMapFile,
        ["SecAuditEngine"] = SettingDirectives.AuditEngine,
        ["SecAuditLogParts"] = SettingDirectives.AuditLogParts,
        ["Include"] = static (state, directive) => IncludeFiles(state, directive),
    }.Concat(new[]
    {
        "SecAuditLog", "SecAuditLog2", "SecAuditLogDirMode", "SecAuditLogFileMode", "SecAuditLogFormat", "SecAuditLogPrefix",
        "SecAuditLogRelevantStatus", "SecAuditLogStorageDir", "SecAuditLogType", "SecCacheTransformations", "SecChrootDir", "SecConnEngine",
        "SecConnReadStateLimit", "SecConnWriteStateLimit", "SecContentInjection", "SecCookieV0Separator", "SecDataDir", "SecDebugLog",
        "SecDebugLogLevel", "SecDisableBackendCompression", "SecGeoLookupDb", "SecGsbLookupDb", "SecGuardianLog", "SecHashEngine", "SecHashKey",
        "SecHashMethodPm", "SecHashMethodRx", "SecHashParam", "SecInterceptOnError", "SecPcreMatchLimit", "SecPcreMatchLimitRecursion",
        "SecRequestBodyInMemoryLimit", "SecRequestEncoding", "SecRuleInheritance", "SecRulePerfTime", "SecRxPreFilter", "SecSensorId", "SecServerSignature",
        "SecStatusEngine", "SecStreamInBodyInspection", "SecStreamOutBodyInspection", "SecTmpDir", "SecTmpSaveUploadedFiles", "SecUploadDir",
        "SecUploadFileMode", "SecUploadKeepFiles", "SecXmlExternalEntity",
    }.Select(static name => KeyValuePair.Create<string, Action<LoadState, Directive>>(name, SettingDirectives.NoEffect)))
    .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The manual's spellings.</summary>
    public static IReadOnlyCollection<string> Names => Handlers.Keys;

    /// <summary>Directives of ModSecurity and Coraza that an engine inside a gateway refuses, and why.</summary>
    public static FrozenDictionary<string, string> Refused { get; } = new Dictionary<string, string>
    {
        ["SecDataset"] = "write the list into a file and use '@pmFromFile' or '@ipMatchFromFile'",
        ["SecIgnoreRuleCompilationErrors"] = "a rule that is not there protects nobody",
        ["SecRemoteRules"] = "rules that a remote server can change at any time are reviewed by nobody; keep them in files and use 'Include'",
        ["SecRemoteRulesFailAction"] = "rules are read from files only",
        ["SecRuleScript"] = "it would run a program on the request path",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static void Apply(LoadState state, Directive directive)
    {
        if (Refused.TryGetValue(directive.Name, out string? why))
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.UnknownDirective, $"the directive '{directive.Name}' is not supported: {why}.");
            return;
        }

        if (!Handlers.TryGetValue(directive.Name, out Action<LoadState, Directive>? handler))
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.UnknownDirective,
                $"unknown directive '{directive.Name}'{Suggestion.For(directive.Name, Names)}");
            return;
        }

        handler(state, directive);
    }

    private static void IncludeFiles(LoadState state, Directive directive)
    {
        if (directive.Arguments.Count != 1)
        {
            state.Diagnostics.Error(directive.Position, DiagnosticCodes.ArgumentCount, "Include needs one file or pattern.");
            return;
        }

        state.Include!(directive, directive.Arguments[0].Text);
    }
}
