namespace Edge.Gateway.Cells.Routing;

/// <summary>A hash that is the same on every node and after every restart: FNV-1a with the finish of MurmurHash3. Not for secrets.</summary>
internal static class StableHash
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Of(ReadOnlySpan<char> text, uint salt = 0)
    {
        ulong hash = (Offset ^ salt) * Prime;
        foreach (char character in text)
        {
            hash = (hash ^ character) * Prime;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
