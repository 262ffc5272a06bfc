using System.Buffers;
using System.Globalization;
using System.Text;

namespace Edge.Gateway.Observability;

/// <summary>All series of one Prometheus metric name, fed by one instrument or by several of one name and kind.</summary>
/// <remarks>Recording for a known tag set takes no lock and allocates nothing; any number of threads may record and one may write.</remarks>
internal sealed class MetricFamily
{
    private readonly double[] _bounds;
    private readonly byte[][] _boundLabels; // le="0.005" and so on, the last le="+Inf".
    private readonly byte[] _header;
    private readonly byte[] _sampleName;
    private readonly byte[] _sumName;
    private readonly byte[] _countName;
    private readonly SeriesTable _series;
    private readonly MetricSeries? _overflow;
    private long _overflowed;

    /// <param name="name">The Prometheus name.</param>
    /// <param name="help">One sentence; not empty, as <c>promtool</c> asks.</param>
    /// <param name="kind">How measurements become values.</param>
    /// <param name="isIntegral">Whether values are kept as 64-bit integers, else as doubles.</param>
    /// <param name="bounds">The buckets of a histogram; empty for other kinds.</param>
    public MetricFamily(string name, string help, MetricKind kind, bool isIntegral, double[] bounds)
    {
        Name = name;
        Kind = kind;
        IsIntegral = isIntegral;
        _bounds = bounds;
        _boundLabels = [.. bounds.Select(static bound => Le(bound.ToString(CultureInfo.InvariantCulture))), Le("+Inf")];
        _header = PrometheusText.Header(name, help, TypeWord(kind));
        _sampleName = Encoding.UTF8.GetBytes(kind == MetricKind.Histogram ? name + "_bucket" : name);
        _sumName = Encoding.UTF8.GetBytes(name + "_sum");
        _countName = Encoding.UTF8.GetBytes(name + "_count");

        int cellCount = kind switch
        {
            MetricKind.Counter or MetricKind.UpDownCounter => 1,
            MetricKind.Histogram => bounds.Length + 2, // One per bound, one above, the sum.
            _ => 0,
        };
        _series = new SeriesTable(cellCount, reservesLe: kind == MetricKind.Histogram);
        _overflow = cellCount == 0 ? null : new MetricSeries(LabelText.Overflow, cellCount);
    }

    public string Name { get; }

    public MetricKind Kind { get; }

    public bool IsIntegral { get; }

    /// <summary>Measurements whose tag set found no place.</summary>
    public long Overflowed => Volatile.Read(ref _overflowed);

    /// <summary>The number of the scrape under way; set before observable instruments are read.</summary>
    public long Scrape { get; private set; }

    private bool IsObserved => Kind is MetricKind.ObservedCounter or MetricKind.ObservedGauge;

    private int SumCell => _bounds.Length + 1;

    /// <summary>Takes a measurement of an integral instrument. Negative increments of a counter are ignored: it may not fall.</summary>
    public void Record(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Kind == MetricKind.Histogram)
        {
            Record((double)value, tags);
        }
        else if (Kind != MetricKind.Counter || value >= 0)
        {
            MetricSeries? series = Find(tags);
            if (series?.Cells is { } cells)
            {
                cells.Add(0, value);
            }
            else if (series is not null)
            {
                SetLast(series, value);
            }
        }
    }

    /// <summary>
    /// Takes a measurement of a floating-point instrument. Numbers that are not finite are ignored where values are added up:
    /// one of them would spoil the sum for good.
    /// </summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        bool isLastValue = _overflow is null;
        if ((!isLastValue && !double.IsFinite(value)) || (Kind == MetricKind.Counter && value < 0) || Find(tags) is not { } series)
        {
            return;
        }

        if (series.Cells is not { } cells)
        {
            SetLast(series, BitConverter.DoubleToInt64Bits(value));
        }
        else if (Kind == MetricKind.Histogram)
        {
            int found = Array.BinarySearch(_bounds, value);
            cells.Add(found >= 0 ? found : ~found, 1);
            cells.AddDouble(SumCell, value);
        }
        else
        {
            cells.AddDouble(0, value);
        }
    }

    /// <summary>
    /// Makes ready for reading the observable instruments. Series that are not reported again leave the output; when they have
    /// filled the table, it starts anew.
    /// </summary>
    public void BeginScrape(long scrape)
    {
        Scrape = scrape;
        if (IsObserved && _series.IsFull)
        {
            _series.Clear();
        }
    }

    /// <summary>Writes the comment lines and every series, in the order of its labels.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        output.Write(_header);
        foreach (MetricSeries series in _series.Sorted())
        {
            if (!IsObserved || series.ObservedAt == Scrape)
            {
                Write(output, series);
            }
        }

        if (_overflow is not null && Overflowed > 0)
        {
            Write(output, _overflow);
        }
    }

    private static byte[] Le(string bound) => Encoding.UTF8.GetBytes($"le=\"{bound}\"");

    private static string TypeWord(MetricKind kind) => kind switch
    {
        MetricKind.Counter or MetricKind.ObservedCounter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };

    private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_series.GetOrAdd(tags) is { } series)
        {
            return series;
        }

        Interlocked.Increment(ref _overflowed);
        return _overflow;
    }

    private void SetLast(MetricSeries series, long bits)
    {
        series.Last = bits;
        series.ObservedAt = Scrape;
    }

    private void Write(IBufferWriter<byte> output, MetricSeries series)
    {
        if (Kind == MetricKind.Histogram)
        {
            WriteHistogram(output, series);
            return;
        }

        PrometheusText.WriteSampleStart(output, _sampleName, series.LabelBytes.Span, extraLabel: default);
        if (IsIntegral)
        {
            PrometheusText.WriteNumber(output, series.Cells?.Sum(0) ?? series.Last);
        }
        else
        {
            PrometheusText.WriteNumber(output, series.Cells?.SumDouble(0) ?? BitConverter.Int64BitsToDouble(series.Last));
        }

        output.Write("\n"u8);
    }

    private void WriteHistogram(IBufferWriter<byte> output, MetricSeries series)
    {
        ShardedCells cells = series.Cells!;
        long count = 0; // Summed from the buckets, so that the last bucket and the count agree while others record.
        for (int bucket = 0; bucket < _boundLabels.Length; bucket++)
        {
            count += cells.Sum(bucket);
            PrometheusText.WriteSampleStart(output, _sampleName, series.LabelBytes.Span, _boundLabels[bucket]);
            PrometheusText.WriteNumber(output, count);
            output.Write("\n"u8);
        }

        PrometheusText.WriteSampleStart(output, _sumName, series.LabelBytes.Span, extraLabel: default);
        PrometheusText.WriteNumber(output, cells.SumDouble(SumCell));
        output.Write("\n"u8);
        PrometheusText.WriteSampleStart(output, _countName, series.LabelBytes.Span, extraLabel: default);
        PrometheusText.WriteNumber(output, count);
        output.Write("\n"u8);
    }
}
