using Edge.Rules.Bodies;

namespace Edge.Rules.Execution;

/// <summary>The settings of one transaction: those of the rule set until <c>ctl</c> changes them.</summary>
internal sealed class TransactionSwitches
{
    public RuleEngineMode Mode { get; set; }

    public bool RequestBodyAccess { get; set; }

    public bool ResponseBodyAccess { get; set; }

    public XmlArgumentsMode XmlArguments { get; set; }

    public bool ForceRequestBodyVariable { get; set; }

    /// <summary><see cref="RuleEngineMode.DetectionOnly"/> stands for RelevantOnly.</summary>
    public RuleEngineMode AuditEngine { get; set; }

    public long RequestBodyLimitBytes { get; set; }

    public long RequestBodyNoFilesLimitBytes { get; set; }

    public BodyLimitAction RequestBodyLimitAction { get; set; }

    public long ResponseBodyLimitBytes { get; set; }

    /// <summary>One bit for each letter from A.</summary>
    public uint AuditLogParts { get; set; }
}
