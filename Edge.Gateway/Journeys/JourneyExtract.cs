namespace Edge.Gateway.Journeys;

/// <summary>A value that later steps use.</summary>
/// <param name="Name">As in <c>${name}</c>.</param>
/// <param name="Kind">Where it stands in the answer.</param>
/// <param name="Source">Path in the JSON, header or cookie.</param>
internal sealed record JourneyExtract(string Name, JourneyExtractKind Kind, string Source);
