using Edge.Gateway.Http;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Power of two choices: draws two by weight, and takes the one with fewer requests under way for its weight.</summary>
internal sealed class LeastInFlightPolicy(Random random) : IDestinationPolicy
{
    public RoutingPolicy Kind => RoutingPolicy.LeastInFlight;

    public LiveDestination Pick(RoutingTable table, LiveCell cell, HttpContext context, EdgeRequest request) => Pick(table);

    public LiveDestination Pick(RoutingTable table)
    {
        LiveDestination[] destinations = table.Preferred;
        if (destinations.Length == 1)
        {
            return destinations[0];
        }

        int first = table.Sampler!.Draw(random);
        int second = table.Sampler.Draw(random);

        // The second wins when it is no busier with this request than the first is without: with equal weights that is "fewer",
        // and a destination at one percent gets one percent, neither two nor none.
        double[] weights = table.PreferredWeights;
        return (destinations[second].InFlight + 1) * weights[first] <= destinations[first].InFlight * weights[second] ? destinations[second] : destinations[first];
    }
}
