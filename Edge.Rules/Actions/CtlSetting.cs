namespace Edge.Rules.Actions;

/// <summary>The settings of a transaction that <c>ctl</c> switches.</summary>
internal enum CtlSetting : byte
{
    RuleEngine, RequestBodyAccess, ResponseBodyAccess, ForceRequestBodyVariable, AuditEngine, ParseXmlIntoArgs, RequestBodyLimit, ResponseBodyLimit,
}
