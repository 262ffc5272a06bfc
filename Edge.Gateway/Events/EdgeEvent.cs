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
    /// <summary>Longest text of a member that is kept, in chars; the rest is cut off. <see cref="Reason"/> may have <see cref="MaxReasonLength"/>.</summary>
    public const int MaxTextLength = 512;

    /// <summary>Longest reason that is kept, in chars.</summary>
    public const int MaxReasonLength = 4096;

    /// <summary>Id of the only tenant that it concerns, whose own admins may see it; null when it is about the node.</summary>
    public string? Tenant { get; init; }

    /// <summary>Identity of what happened, when that may be reported more than once: the log keeps the first. Null: one of its own. See <see cref="EventIdentity"/>.</summary>
    public Guid? Id { get; init; }

    /// <summary>When it happened; null: when it is written.</summary>
    public DateTimeOffset? Published { get; init; }

    /// <summary>What the actor is, such as <c>Admin</c>; null: <c>SystemPrincipal</c>, a part of the gateway.</summary>
    public string? ActorType { get; init; }

    /// <summary>What the target is, such as <c>Cell</c> or <c>Tenant</c>.</summary>
    public string? TargetType { get; init; }

    /// <summary>The target's name for people, where it is not its id.</summary>
    public string? TargetName { get; init; }

    /// <summary>Address of the client that caused it.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>That client's <c>User-Agent</c>.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Id of the request that caused it.</summary>
    public string? TransactionId { get; init; }

    /// <summary>One sentence for people; null: made of <see cref="EventType"/>.</summary>
    public string? Message { get; init; }
}
