namespace Edge.Rules;

/// <summary>What becomes of a transaction that the engine could not inspect: a deadline passed, a limit was reached, a rule failed.</summary>
public enum EngineErrorPolicy
{
    /// <summary>It is interrupted with status 403 while the engine is <see cref="RuleEngineMode.On"/>. The default: what was not inspected is not let through.</summary>
    Block,

    /// <summary>It goes on without the rule that failed.</summary>
    Pass,
}
