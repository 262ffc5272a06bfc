namespace Edge.Gateway.Cells.Placement;

/// <summary>Highest random weight (Thaler and Ravishankar 1998): each key prefers the places by scores of its own, so a place that comes or goes moves only the keys that it wins or held.</summary>
/// <remarks>The hash is FNV-1a with the finalizer of MurmurHash3, the same in every process and version: where tenants live depends on it.</remarks>
internal static class Rendezvous
{
    /// <summary>The score of a place for a key; the highest wins. A place of twice the weight wins twice as many keys.</summary>
    /// <param name="key">Such as a tenant's id.</param>
    /// <param name="place">Such as a cell's id.</param>
    /// <param name="weight">Above zero.</param>
    public static double Score(string key, string place, double weight)
    {
        // -w / ln(u), u uniform between 0 and 1 (Schindelhauer and Schomaker 2005).
        double uniform = ((Hash(key, place) >> 11) + 0.5) / (1UL << 53);
        return -weight / Math.Log(uniform);
    }

    /// <summary>A number from 0 to 99 that stays with a key: those below n are n percent of all.</summary>
    public static int PercentileOf(string key) => (int)(Hash(key, "") % 100);

    private static ulong Hash(string key, string place)
    {
        ulong hash = 14695981039346656037;
        hash = Add(hash, key);
        hash = (hash ^ 0xFF) * 1099511628211; // No id has this byte: "ab" at "c" is not "a" at "bc".
        hash = Add(hash, place);
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccd;
        hash ^= hash >> 33;
        hash *= 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }

    // Ids are ASCII.
    private static ulong Add(ulong hash, string text)
    {
        foreach (char letter in text)
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        return hash;
    }
}
