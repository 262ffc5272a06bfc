using System.Text;
using Edge.Rules.Compilation;
using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>Makes the records that outlive a transaction: matches and the verdict.</summary>
internal sealed class MatchRecorder(TransactionState state)
{
    /// <summary>Chars of an operator's argument that a record keeps, as ModSecurity v3 logs: patterns of CRS have thousands.</summary>
    private const int MaxArgumentChars = 200;

    public void Record(CompiledRule rule, int phase, bool interrupts)
    {
        RuleLimits limits = state.Plan.Settings.Limits;
        if (state.Matches.Count >= limits.MaxMatches)
        {
            return;
        }

        string[] tags = new string[rule.Tags.Length];
        for (int index = 0; index < tags.Length; index++)
        {
            tags[index] = Text(rule.Tags[index]);
        }

        CompiledRule last = rule;
        (MacroText? message, MacroText? logData) = (rule.Message, rule.LogData);
        while (last.Next is not null)
        {
            last = last.Next;
            message = last.Message ?? message; // As in ModSecurity v3, what a chained rule says is said last.
            logData = last.LogData ?? logData;
        }

        bool hasValue = state.Matched.Count > 0;
        state.Matches.Add(new RuleMatch
        {
            Rule = rule.Info,
            Phase = phase,
            Message = Text(message),
            LogData = Text(logData),
            Tags = tags,
            VariableName = hasValue ? Bound(state.MatchedVariableName()) : "",
            Value = hasValue ? Bound(state.Arena.Get(state.Matched.Last.Value)) : "",
            OperatorName = last.OperatorName,
            OperatorArgument = Bound(last.OperatorArgument.Constant is null ? state.Expand(last.OperatorArgument) : last.OperatorText, MaxArgumentChars),
            IsNegated = last.IsNegated,
            IsDisruptive = interrupts,
            Status = rule.Status,
            IsAudited = rule.IsAudited,
            HostName = Bound(state.Arena.Get(state.Scalars[VariableKind.ServerName])),
            Uri = Bound(state.Arena.Get(state.Scalars[VariableKind.RequestFilename])),
            UniqueId = ScalarResolver.TryResolve(state, VariableKind.UniqueId, out TextSlice id) ? state.Arena.GetString(id) : "",
        });
    }

    public Interruption Interrupt(CompiledRule rule, int phase)
    {
        InterruptionAction action = rule.Disruptive switch
        {
            DisruptiveKind.Drop => InterruptionAction.Drop,
            DisruptiveKind.Redirect => InterruptionAction.Redirect,
            _ => InterruptionAction.Deny,
        };
        string? target = action == InterruptionAction.Redirect && rule.RedirectTarget is not null
            ? state.Expand(rule.RedirectTarget).ToString() : null;
        return new Interruption(action, rule.Status, rule.Id, target, phase, Text(rule.Message));
    }

    private string Text(MacroText? text) => text is null ? "" : text.Constant ?? Bound(state.Arena.Get(state.Macros.Expand(text, state.Plan.Settings.Limits.MaxLoggedChars + 1)));

    private string Bound(ReadOnlySpan<char> text) => Bound(text, state.Plan.Settings.Limits.MaxLoggedChars);

    private static string Bound(ReadOnlySpan<char> text, int most) =>
        text.Length <= most ? text.ToString() : new StringBuilder(most + 3).Append(text[..most]).Append("...").ToString();
}
