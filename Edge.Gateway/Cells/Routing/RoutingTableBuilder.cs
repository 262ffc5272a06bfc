namespace Edge.Gateway.Cells.Routing;

/// <summary>Works out a <see cref="RoutingTable"/> from what is known of the destinations.</summary>
internal static class RoutingTableBuilder
{
    /// <param name="policy">The cell's rules.</param>
    /// <param name="destinations">All destinations of the cell; read under the cell's lock.</param>
    /// <param name="zone">The node's own zone; empty when it is not known.</param>
    /// <param name="now">Timestamp, for slow start.</param>
    /// <param name="time">The clock.</param>
    public static RoutingTable Build(CellPolicy policy, IReadOnlyList<LiveDestination> destinations, string zone, long now, TimeProvider time)
    {
        LiveDestination[] eligible = [.. destinations.Where(static destination => destination.Share > 0)];
        LiveDestination[] healthy = [.. eligible.Where(static destination => destination.IsHealthy)];
        bool panic = healthy.Length * 100 < policy.PanicPercent * eligible.Length;
        LiveDestination[] usable = panic ? [.. eligible.Where(static destination => destination.IsHealthy || destination.IsReachable)] : healthy;
        double[] weights = new double[usable.Length];
        bool growing = false;
        for (int index = 0; index < usable.Length; index++)
        {
            double factor = panic || usable[index].ReturnedAt == 0 ? 1 : policy.SlowStart.FactorAfter(time.GetElapsedTime(usable[index].ReturnedAt, now));
            growing |= factor < 1;
            weights[index] = usable[index].Share * factor;
        }

        bool hashes = policy.Routing.Policy == RoutingPolicy.ConsistentHash;
        double? local = policy.Routing.ZoneAware && !panic && !hashes ? LocalShare(destinations, usable, weights, zone) : null;
        double[] zoned = local is { } share ? WeightsByZone(destinations, usable, weights, zone, share) : weights;
        int[] preferred = [.. Enumerable.Range(0, usable.Length).Where(index => zoned[index] > 0)];
        double most = preferred.Length == 0 ? 1 : zoned.Max();
        double[] preferredWeights = [.. preferred.Select(index => zoned[index] / most)]; // The largest is 1, so that policies may compare in-flight counts with them.
        return new RoutingTable
        {
            All = destinations,
            Usable = usable,
            Weights = weights,
            Preferred = [.. preferred.Select(index => usable[index])],
            PreferredWeights = preferredWeights,
            Sampler = preferred.Length == 0 ? null : new WeightedSampler(preferredWeights),
            Ring = hashes && usable.Length > 0 ? new HashRing([.. usable.Select(static destination => destination.Id)], [.. usable.Select(static destination => destination.Share)]) : null, // Slow start would move keys twice.
            Eligible = eligible.Length,
            Healthy = healthy.Length,
            IsPanic = panic,
            IsGrowing = growing,
            LocalShare = local,
        };
    }

    /// <summary>Envoy's zone-aware routing: all stays local while the zone has its fair part of the cell's health, else as much as keeps the load per destination even.</summary>
    /// <remarks>Envoy knows how many of its own kind stand in each zone; the gateway takes them to be spread evenly over the cell's zones.</remarks>
    private static double? LocalShare(IReadOnlyList<LiveDestination> all, LiveDestination[] usable, double[] weights, string zone)
    {
        int zones = CountZones(all);
        if (zone.Length == 0 || zones < 2 || !all.Any(destination => destination.Config.Zone == zone))
        {
            return null;
        }

        double part = PartOf(zone, usable, weights);
        return Math.Min(1, part * zones);
    }

    // What is not kept goes to zones that have more than their fair part, in proportion to what they have more: Envoy's residual capacity.
    private static double[] WeightsByZone(IReadOnlyList<LiveDestination> all, LiveDestination[] usable, double[] weights, string zone, double local)
    {
        double fair = 1d / CountZones(all);
        string[] others = [.. usable.Select(static destination => destination.Config.Zone).Where(name => name != zone).Distinct()];
        Dictionary<string, double> residual = others.ToDictionary(static name => name, name => Math.Max(0, PartOf(name, usable, weights) - fair));
        double sum = residual.Values.Sum();
        double[] zoned = new double[usable.Length];
        for (int index = 0; index < usable.Length; index++)
        {
            string own = usable[index].Config.Zone;
            double ofZone = own == zone ? local : (1 - local) * (sum > 1e-9 ? residual[own] / sum : 1d / others.Length);
            zoned[index] = ofZone * weights[index] / (PartOf(own, usable, weights) * weights.Sum());
        }

        return zoned;
    }

    private static int CountZones(IReadOnlyList<LiveDestination> all) => all.Select(static destination => destination.Config.Zone).Distinct().Count();

    private static double PartOf(string zone, LiveDestination[] usable, double[] weights)
    {
        double sum = 0;
        for (int index = 0; index < usable.Length; index++)
        {
            sum += usable[index].Config.Zone == zone ? weights[index] : 0;
        }

        double all = weights.Sum();
        return all == 0 ? 0 : sum / all;
    }
}
