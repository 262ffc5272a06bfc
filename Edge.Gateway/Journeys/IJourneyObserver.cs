namespace Edge.Gateway.Journeys;

/// <summary>Sees every run of this node. Brief, and called by several threads.</summary>
internal interface IJourneyObserver
{
    void Observed(JourneyObservation observation);
}
