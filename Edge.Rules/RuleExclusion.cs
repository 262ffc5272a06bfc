using Edge.Rules.Actions;

namespace Edge.Rules;

/// <summary>Rules that a transaction shall leave out, or places where it shall not look with them. Immutable; made for one rule set.</summary>
/// <remarks>What <c>ctl:ruleRemoveById</c> and <c>ctl:ruleRemoveTargetById</c> do, for hosts that decide by what rules do not see, such as the tenant.</remarks>
public sealed class RuleExclusion
{
    private readonly IRuleAction _action;

    internal RuleExclusion(RuleSet owner, IRuleAction action)
    {
        (Owner, _action) = (owner, action);
    }

    internal RuleSet Owner { get; }

    internal void Run(Execution.TransactionState state) => _action.Run(state, state.Plan.Rules[0]);
}
