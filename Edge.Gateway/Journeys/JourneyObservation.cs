namespace Edge.Gateway.Journeys;

/// <summary>A run of this node, and against what.</summary>
/// <param name="Journey">What was done.</param>
/// <param name="Cell">Id of the cell that it concerns: the home of the tenant.</param>
/// <param name="Destination">The server that it went to directly; null when it went through the gateway's own front door.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Validity">How long it says something: until the next run must be there.</param>
internal sealed record JourneyObservation(Journey Journey, string Cell, string? Destination, JourneyResult Result, TimeSpan Validity);
