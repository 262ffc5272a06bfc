namespace Edge.Gateway.Journeys;

/// <summary>What came of a run.</summary>
internal enum JourneyVerdict
{
    /// <summary>Every step did what it should.</summary>
    Passed,

    /// <summary>There were answers, and one was wrong or too late.</summary>
    Failed,

    /// <summary>The first step got no answer of any kind: no connection, no TLS, no HTTP.</summary>
    Unanswered,

    /// <summary>It could not be tried, for a secret that is missing here, say: that tells nothing of the service.</summary>
    NotRun,
}
