namespace Edge.Rules;

/// <summary>The verdict that ends a transaction.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Status">The HTTP status to answer with.</param>
/// <param name="RuleId">The rule that decided; 0 for a limit or an engine error.</param>
/// <param name="RedirectTarget">Where to, for <see cref="InterruptionAction.Redirect"/>; else null.</param>
/// <param name="Phase">The phase in which it happened, 1 to 4.</param>
/// <param name="Reason">For logs, never for clients.</param>
public sealed record Interruption(
    InterruptionAction Action, int Status, long RuleId, string? RedirectTarget, int Phase, string Reason);
