using Edge.Gateway.Http;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Power of two choices by peak EWMA (Finagle, Linkerd): latency × requests under way for its weight; the least expected wait wins.</summary>
internal sealed class PeakEwmaPolicy(Random random, TimeProvider time) : IDestinationPolicy
{
    /// <summary>Stands for a latency that is not known while requests are under way: high, so that a stranger gets one request first.</summary>
    private const double Penalty = 1;

    public RoutingPolicy Kind => RoutingPolicy.PeakEwma;

    public LiveDestination Pick(RoutingTable table, LiveCell cell, HttpContext context, EdgeRequest request) => Pick(table, time.GetTimestamp());

    public LiveDestination Pick(RoutingTable table, long now)
    {
        LiveDestination[] destinations = table.Preferred;
        if (destinations.Length == 1)
        {
            return destinations[0];
        }

        int first = table.Sampler!.Draw(random);
        int second = table.Sampler.Draw(random);
        return Cost(table, second, now) < Cost(table, first, now) ? destinations[second] : destinations[first];
    }

    private double Cost(RoutingTable table, int index, long now)
    {
        LiveDestination destination = table.Preferred[index];
        int inFlight = destination.InFlight;
        double latency = destination.Latency.SecondsAfter(time.GetElapsedTime(destination.Latency.Stamp, now));
        if (latency == 0 && inFlight > 0)
        {
            latency = Penalty;
        }

        return latency * (1 + (inFlight / table.PreferredWeights[index]));
    }
}
