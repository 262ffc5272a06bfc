namespace Edge.Gateway.Journeys;

/// <summary>Where a journey goes.</summary>
/// <param name="Journey">What is done there.</param>
/// <param name="Cell">Home of the tenant that it is.</param>
/// <param name="Tenant">Its id.</param>
/// <param name="Host">One of its hosts.</param>
internal sealed record JourneyTarget(Journey Journey, string Cell, string Tenant, string Host);
