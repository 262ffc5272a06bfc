namespace Edge.Gateway.Events;

/// <summary>Something that an operator or auditor wants to know later.</summary>
/// <param name="EventType">From the closed list of DESIGN, such as <c>system.config.reload</c>.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Actor">Who: a token's id, <c>file-watcher</c>, <c>health</c>.</param>
/// <param name="Target">What: a cell, a tenant, <c>config</c>.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">One line, free of secrets.</param>
internal sealed record EdgeEvent(string EventType, EventSeverity Severity, string Actor, string Target, EventOutcome Outcome, string? Reason = null)
{
    /// <summary>Id of the only tenant that it concerns, whose own admins may see it; null when it is about the node.</summary>
    public string? Tenant { get; init; }
}
