namespace Edge.Gateway.Cells.Routing;

/// <summary>Which destinations of a cell take requests, and in what proportion. Immutable: made anew when health, weights or configuration change.</summary>
internal sealed class RoutingTable
{
    public static RoutingTable Empty { get; } = new();

    /// <summary>All destinations, as configured.</summary>
    public IReadOnlyList<LiveDestination> All { get; init; } = [];

    /// <summary>Those that may take a request, of any zone.</summary>
    public LiveDestination[] Usable { get; init; } = [];

    /// <summary>Shares of <see cref="Usable"/>: the operators' times slow start.</summary>
    public double[] Weights { get; init; } = [];

    /// <summary>Those that a first try may go to: <see cref="Usable"/>, less zones that get nothing now.</summary>
    public LiveDestination[] Preferred { get; init; } = [];

    /// <summary>Shares of <see cref="Preferred"/>, zones considered.</summary>
    public double[] PreferredWeights { get; init; } = [];

    /// <summary>Draws from <see cref="Preferred"/>; null when that is empty.</summary>
    public WeightedSampler? Sampler { get; init; }

    /// <summary>Over <see cref="Usable"/>; null unless the policy hashes.</summary>
    public HashRing? Ring { get; init; }

    /// <summary>Destinations that operators have not drained.</summary>
    public int Eligible { get; init; }

    /// <summary>Of those, the healthy ones.</summary>
    public int Healthy { get; init; }

    /// <summary>Whether so few are healthy that all reachable ones are used.</summary>
    public bool IsPanic { get; init; }

    /// <summary>Whether a destination's share still grows, so that the table is due anew soon.</summary>
    public bool IsGrowing { get; init; }

    /// <summary>Part of the requests that stays in the node's zone, 0 to 1; null when zones play no part.</summary>
    public double? LocalShare { get; init; }

    /// <summary>The usable destination with the fewest requests for its share that is none of those excluded and has room; null when there is none.</summary>
    /// <param name="excluded">Tried already.</param>
    /// <param name="allowed">Narrows the choice; null allows all.</param>
    /// <param name="maxInFlight">Requests that one may have.</param>
    public LiveDestination? LeastBusy(ReadOnlySpan<LiveDestination?> excluded, Func<LiveDestination, bool>? allowed, int maxInFlight)
    {
        LiveDestination? best = null;
        double least = double.MaxValue;
        for (int index = 0; index < Usable.Length; index++)
        {
            LiveDestination candidate = Usable[index];
            double load = (candidate.InFlight + 1) / Weights[index];
            if (load < least && candidate.InFlight < maxInFlight && !excluded.Contains(candidate) && allowed?.Invoke(candidate) != false)
            {
                (best, least) = (candidate, load);
            }
        }

        return best;
    }
}
