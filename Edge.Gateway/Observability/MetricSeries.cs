using System.Text;

namespace Edge.Gateway.Observability;

/// <summary>The value, or the buckets, of one set of labels.</summary>
internal sealed class MetricSeries
{
    private long _last;

    /// <param name="labels">The rendered labels without braces: <c>method="GET",status="200"</c>, or empty.</param>
    /// <param name="cellCount">Sums that the series needs; 0 where only the last value counts.</param>
    public MetricSeries(string labels, int cellCount)
    {
        Labels = labels;
        LabelBytes = Encoding.UTF8.GetBytes(labels);
        Cells = cellCount == 0 ? null : new ShardedCells(cellCount);
    }

    /// <summary>The rendered labels: the identity of the series and its place in the output.</summary>
    public string Labels { get; }

    public ReadOnlyMemory<byte> LabelBytes { get; }

    /// <summary>The sums; null where only the last value counts.</summary>
    public ShardedCells? Cells { get; }

    /// <summary>The 64 bits of the last value.</summary>
    public long Last
    {
        get => Volatile.Read(ref _last);
        set => Volatile.Write(ref _last, value);
    }

    /// <summary>The scrape that last observed this series; read and written inside a scrape only.</summary>
    public long ObservedAt { get; set; }
}
