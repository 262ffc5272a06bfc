namespace Edge.Gateway.Waf;

/// <summary>Which requests the audit log has.</summary>
internal enum WafAuditMode
{
    Off,

    /// <summary>Those that a rule objected to or wants audited, and those that the engine failed on.</summary>
    Relevant,

    /// <summary>All that the rules judged.</summary>
    On,
}
