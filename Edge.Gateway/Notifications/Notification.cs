namespace Edge.Gateway.Notifications;

/// <summary>Something that super admins are told, outside of the gateway's own pages.</summary>
/// <param name="Id">Names it for good: a receiver that gets it twice sees so.</param>
/// <param name="Type">An event type, such as <c>system.dr.failover</c>.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Subject">One line for people.</param>
/// <param name="Actor">Who did it: a token's id, or the part of the gateway that acted.</param>
/// <param name="Targets">Whom it concerns, such as domains; see <see cref="MaxTargets"/>.</param>
/// <param name="TargetCount">How many there are, when not all are listed.</param>
/// <param name="Reason">One line, free of secrets; empty when nobody said.</param>
internal sealed record Notification(string Id, string Type, DateTimeOffset Time, string Subject, string Actor, IReadOnlyList<string> Targets, int TargetCount, string Reason)
{
    /// <summary>Most targets that are listed.</summary>
    public const int MaxTargets = 100;
}
