namespace Edge.Gateway.Tls;

/// <summary>Outcomes as the metrics write them.</summary>
internal static class HandshakeOutcomes
{
    /// <summary>The value of the metric's label <c>outcome</c>.</summary>
    public static string ToLabel(HandshakeOutcome outcome) => outcome switch
    {
        HandshakeOutcome.Ok => "ok",
        HandshakeOutcome.Refused => "refused",
        HandshakeOutcome.Failed => "failed",
        HandshakeOutcome.Timeout => "timeout",
        HandshakeOutcome.Aborted => "aborted",
        _ => "not_tls",
    };
}
