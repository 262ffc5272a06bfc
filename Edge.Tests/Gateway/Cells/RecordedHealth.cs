using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Edge.Tests.Gateway.Cells;

/// <summary>Takes what the policies say of destinations, and applies it as YARP does.</summary>
internal sealed class RecordedHealth : IDestinationHealthUpdater
{
    /// <summary>Each word on a destination by live requests, with how long it is to stay out.</summary>
    public List<(string Destination, DestinationHealth Health, TimeSpan Reactivation)> Passive { get; } = [];

    public void SetActive(ClusterState cluster, IEnumerable<NewActiveDestinationHealth> newHealthStates)
    {
        foreach (NewActiveDestinationHealth next in newHealthStates)
        {
            next.Destination.Health.Active = next.NewActiveHealth;
        }
    }

    public void SetPassive(ClusterState cluster, DestinationState destination, DestinationHealth newHealth, TimeSpan reactivationPeriod)
    {
        Passive.Add((destination.DestinationId, newHealth, reactivationPeriod));
        destination.Health.Passive = newHealth;
    }
}
