namespace Edge.Gateway.Observability;

/// <summary>
/// Finds the series of a tag set without a lock or an allocation, once the tag set is known. Bounded by
/// <see cref="MetricLimits.MaxSeriesPerFamily"/>.
/// </summary>
/// <remarks>
/// A chained hash table whose nodes never change: readers follow published references, writers add under a lock. Tags are
/// compared in the order given; the same tags in another order are another node of the same series.
/// </remarks>
internal sealed class SeriesTable(int cellCount, bool reservesLe)
{
    private const int InitialBuckets = 16;

    private readonly Lock _adding = new();
    private readonly Dictionary<string, MetricSeries> _byLabels = new(StringComparer.Ordinal);
    private volatile Node?[] _buckets = new Node?[InitialBuckets];
    private volatile MetricSeries[]? _sorted;
    private volatile bool _isFull;
    private int _count;

    /// <summary>Whether no further tag set is taken.</summary>
    public bool IsFull => _isFull;

    /// <summary>The series of these tags, or null when the table is full or the tags are too many.</summary>
    public MetricSeries? GetOrAdd(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        int hash = HashOf(tags);
        return Find(_buckets, hash, tags) ?? Add(hash, tags);
    }

    /// <summary>Every series in the order of its labels. Kept until a series is added.</summary>
    public MetricSeries[] Sorted()
    {
        if (_sorted is { } sorted)
        {
            return sorted;
        }

        lock (_adding)
        {
            MetricSeries[] all = [.. _byLabels.Values];
            Array.Sort(all, static (left, right) => string.CompareOrdinal(left.Labels, right.Labels));
            _sorted = all;
            return all;
        }
    }

    /// <summary>Forgets every series. Only for values that each scrape reports anew.</summary>
    public void Clear()
    {
        lock (_adding)
        {
            _buckets = new Node?[InitialBuckets];
            _byLabels.Clear();
            _sorted = null;
            _count = 0;
            _isFull = false;
        }
    }

    private MetricSeries? Add(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_isFull || tags.Length > MetricLimits.MaxTags)
        {
            return null;
        }

        lock (_adding)
        {
            if (Find(_buckets, hash, tags) is { } addedMeanwhile)
            {
                return addedMeanwhile;
            }

            if (_isFull)
            {
                return null;
            }

            string labels = LabelText.Render(tags, reservesLe);
            if (!_byLabels.TryGetValue(labels, out MetricSeries? series))
            {
                series = new MetricSeries(labels, cellCount);
                _byLabels.Add(labels, series);
                _sorted = null;
            }

            if (_count >= _buckets.Length)
            {
                Grow();
            }

            Insert(_buckets, hash, tags.ToArray(), series);
            _isFull = ++_count >= MetricLimits.MaxSeriesPerFamily;
            return series;
        }
    }

    private void Grow()
    {
        Node?[] larger = new Node?[_buckets.Length * 2];
        foreach (Node? first in _buckets)
        {
            for (Node? node = first; node is not null; node = node.Next)
            {
                Insert(larger, node.Hash, node.Tags, node.Series);
            }
        }

        _buckets = larger;
    }

    private static void Insert(Node?[] buckets, int hash, KeyValuePair<string, object?>[] tags, MetricSeries series)
    {
        ref Node? first = ref buckets[hash & (buckets.Length - 1)];
        Volatile.Write(ref first, new Node(hash, tags, series, first)); // A reader sees the whole node or none.
    }

    private static MetricSeries? Find(Node?[] buckets, int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        for (Node? node = Volatile.Read(ref buckets[hash & (buckets.Length - 1)]); node is not null; node = node.Next)
        {
            if (node.Hash == hash && AreEqual(node.Tags, tags))
            {
                return node.Series;
            }
        }

        return null;
    }

    private static bool AreEqual(KeyValuePair<string, object?>[] known, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (known.Length != tags.Length)
        {
            return false;
        }

        for (int index = 0; index < known.Length; index++)
        {
            if (!string.Equals(known[index].Key, tags[index].Key, StringComparison.Ordinal) || !Equals(known[index].Value, tags[index].Value))
            {
                return false;
            }
        }

        return true;
    }

    private static int HashOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // Keys are few and the same for each measurement of an instrument: only their number of characters is worth mixing in.
        uint hash = (uint)tags.Length;
        foreach (ref readonly KeyValuePair<string, object?> tag in tags)
        {
            hash = ((hash << 7) | (hash >> 25)) ^ (uint)((tag.Value?.GetHashCode() ?? 0) + tag.Key.Length);
            hash *= 0x9E3779B1; // 2^32 divided by the golden ratio: spreads small integers.
        }

        return (int)(hash ^ (hash >> 15));
    }

    private sealed class Node(int hash, KeyValuePair<string, object?>[] tags, MetricSeries series, Node? next)
    {
        public readonly int Hash = hash;
        public readonly KeyValuePair<string, object?>[] Tags = tags;
        public readonly MetricSeries Series = series;
        public readonly Node? Next = next;
    }
}
