namespace Edge.Gateway.Cells.Routing;

/// <summary>A ring of points, a hundred for each destination with its full share and one per percent otherwise (ketama, with Envoy's weights). Immutable.</summary>
/// <remarks>A point depends on the destination's id alone: when one leaves, only its keys move, and a percent more takes keys of one point.</remarks>
internal sealed class HashRing
{
    /// <summary>Points of a destination with its full share.</summary>
    public const int FullPoints = 100;

    private readonly ulong[] _points;
    private readonly int[] _owners;

    /// <param name="ids">The destinations' ids.</param>
    /// <param name="shares">Their shares, 0 to 1, none 0.</param>
    public HashRing(IReadOnlyList<string> ids, ReadOnlySpan<double> shares)
    {
        List<ulong> points = [];
        List<int> owners = [];
        for (int index = 0; index < ids.Count; index++)
        {
            int count = Math.Max(1, (int)Math.Round(shares[index] * FullPoints));
            for (int point = 0; point < count; point++)
            {
                points.Add(StableHash.Of(ids[index], (uint)point + 1));
                owners.Add(index);
            }
        }

        (_points, _owners) = ([.. points], [.. owners]);
        Array.Sort(_points, _owners);
    }

    public int Count => _points.Length;

    /// <summary>The first point at or after a hash.</summary>
    public int Find(ulong hash)
    {
        int index = Array.BinarySearch(_points, hash);
        index = index < 0 ? ~index : index;
        return index == _points.Length ? 0 : index;
    }

    /// <summary>The destination at a point; counts on past the end.</summary>
    public int OwnerAt(int point) => _owners[point % _owners.Length];
}
