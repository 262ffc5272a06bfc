namespace Edge.Gateway.Journeys;

/// <summary>One request of a journey. Texts are templates, see <see cref="JourneyValues"/>.</summary>
internal sealed record JourneyStep(
    string Name,
    HttpMethod Method,
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    JourneyBody? Body,
    TimeSpan Timeout,
    JourneyExpectation Expect,
    IReadOnlyList<JourneyExtract> Extracts);
