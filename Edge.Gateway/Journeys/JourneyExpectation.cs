namespace Edge.Gateway.Journeys;

/// <summary>What must be true of an answer.</summary>
/// <param name="Statuses">One of them.</param>
/// <param name="Json">Paths such as <c>_embedded.user.id</c>, and the value's text; empty text: it must be there.</param>
/// <param name="Headers">Names, and a text that the value contains.</param>
/// <param name="Contains">A text that the body contains; null for any.</param>
internal sealed record JourneyExpectation(
    IReadOnlyList<int> Statuses, IReadOnlyList<KeyValuePair<string, string>> Json, IReadOnlyList<KeyValuePair<string, string>> Headers, string? Contains);
