namespace Edge.Gateway.Journeys;

/// <summary>Where a value stands in an answer.</summary>
internal enum JourneyExtractKind
{
    Json,
    Header,
    Cookie,
}
