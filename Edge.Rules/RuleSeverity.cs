namespace Edge.Rules;

/// <summary>Severities of syslog, as the <c>severity</c> action uses them.</summary>
public enum RuleSeverity
{
    /// <summary>The rule states no severity.</summary>
    None = -1,

    /// <summary>System unusable.</summary>
    Emergency = 0,

    /// <summary>Act at once.</summary>
    Alert = 1,

    /// <summary>A clear attack.</summary>
    Critical = 2,

    /// <summary>An error, or a leak.</summary>
    Error = 3,

    /// <summary>A warning.</summary>
    Warning = 4,

    /// <summary>A notice.</summary>
    Notice = 5,

    /// <summary>Information.</summary>
    Info = 6,

    /// <summary>For debugging.</summary>
    Debug = 7,
}
