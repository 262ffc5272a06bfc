using Edge.Gateway.Http;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Consistent hashing with bounded loads (Mirrokni et al.; HAProxy's and Envoy's balance factor): the key's destination, or the next on the ring while that has more than its part.</summary>
internal sealed class ConsistentHashPolicy(LeastInFlightPolicy keyless) : IDestinationPolicy
{
    public RoutingPolicy Kind => RoutingPolicy.ConsistentHash;

    public LiveDestination Pick(RoutingTable table, LiveCell cell, HttpContext context, EdgeRequest request)
    {
        RoutingSettings settings = cell.Policy.Routing;
        ReadOnlySpan<char> key = KeyOf(settings, context, request);
        return key.IsEmpty || table.Ring is null ? keyless.Pick(table) : Pick(table, StableHash.Of(key), settings.HashBalancePercent);
    }

    /// <param name="table">With a ring.</param>
    /// <param name="hash">Of the key.</param>
    /// <param name="balancePercent">Most load of one destination, as part of the average; 0 is unbounded.</param>
    public static LiveDestination Pick(RoutingTable table, ulong hash, int balancePercent)
    {
        HashRing ring = table.Ring!;
        LiveDestination[] destinations = table.Usable;
        int point = ring.Find(hash);
        if (balancePercent == 0 || destinations.Length == 1)
        {
            return destinations[ring.OwnerAt(point)];
        }

        long inFlight = 1; // With this request.
        double shares = 0;
        foreach (LiveDestination destination in destinations)
        {
            inFlight += destination.InFlight;
            shares += destination.Share;
        }

        for (int step = 0; step < ring.Count; step++)
        {
            LiveDestination candidate = destinations[ring.OwnerAt(point + step)];
            double bound = Math.Ceiling(inFlight * candidate.Share / shares * balancePercent / 100);
            if (candidate.InFlight < bound)
            {
                return candidate;
            }
        }

        return destinations[ring.OwnerAt(point)]; // Others took the room meanwhile.
    }

    private static ReadOnlySpan<char> KeyOf(RoutingSettings settings, HttpContext context, EdgeRequest request) => settings.Hash switch
    {
        HashSource.Tenant => request.Tenant?.Id,
        HashSource.Address => request.ClientAddressText,
        HashSource.Header => context.Request.Headers[settings.HashName] is [{ } value, ..] ? value : default,
        _ => CookieOf(context, settings.HashName),
    };

    private static ReadOnlySpan<char> CookieOf(HttpContext context, string name)
    {
        foreach (string? header in context.Request.Headers.Cookie)
        {
            ReadOnlySpan<char> pairs = header;
            foreach (Range range in pairs.Split(';'))
            {
                ReadOnlySpan<char> pair = pairs[range].Trim();
                if (pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name, StringComparison.Ordinal))
                {
                    return pair[(name.Length + 1)..];
                }
            }
        }

        return default;
    }
}
