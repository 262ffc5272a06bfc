namespace Edge.Rules;

/// <summary>How bad a <see cref="RuleDiagnostic"/> is.</summary>
public enum RuleDiagnosticSeverity
{
    /// <summary>Worth a look; the rule set loads.</summary>
    Warning,

    /// <summary>The rule set does not load.</summary>
    Error,
}
