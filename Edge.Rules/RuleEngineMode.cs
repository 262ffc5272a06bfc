namespace Edge.Rules;

/// <summary>What the engine does with what it finds, as <c>SecRuleEngine</c> says it.</summary>
public enum RuleEngineMode
{
    /// <summary>Rules are not run.</summary>
    Off,

    /// <summary>Rules are run and matches recorded; nothing is interrupted.</summary>
    DetectionOnly,

    /// <summary>Rules are run, and disruptive actions interrupt the transaction.</summary>
    On,
}
