using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.IO.Compression;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Edge.Gateway.Observability;

/// <summary>
/// Adds up the measurements of a closed list of meters and writes them in the Prometheus text format 0.0.4.
/// </summary>
/// <remarks>
/// <para>Recording takes no lock and allocates nothing for a known tag set. Scrapes take turns; they never hold up recording.</para>
/// <para>
/// Meters that belong to another <see cref="IMeterFactory"/> are another host's in this process and are left out; meters
/// without a factory (<c>System.Runtime</c>) belong to the whole process.
/// </para>
/// </remarks>
internal sealed class PrometheusExporter : IDisposable
{
    /// <summary>The media type of the text format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The meters that are exported; others are not listened to, since their tags are not known to be bounded.</summary>
    /// <remarks>
    /// <c>Microsoft.AspNetCore.Hosting</c> and <c>System.Net.Http</c> are left out on purpose: they measure each request once more,
    /// which <c>edge.requests</c> has done already, and while anyone listens every upstream call takes a further async step.
    /// </remarks>
    public static readonly FrozenSet<string> MeterNames = FrozenSet.Create(
        StringComparer.Ordinal,
        EdgeMeter.Name,
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime",
        "Yarp.ReverseProxy");

    private readonly MeterListener _listener = new();
    private readonly IMeterFactory _factory;
    private readonly Lock _registering = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly Lock _scraping = new();
    private long _scrape;
    private long _ignoredInstruments;
    private long _failedCallbacks;

    public PrometheusExporter(IMeterFactory factory)
    {
        _factory = factory;
        _listener.InstrumentPublished = OnPublished;
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, family) => ((MetricFamily)family!).Record((long)value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, family) => ((MetricFamily)family!).Record((long)value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Record((long)value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, family) => ((MetricFamily)family!).Record((double)value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, family) => ((MetricFamily)family!).Record((double)value, tags));

        Meter meter = EdgeMeter.Create(factory);
        meter.CreateObservableCounter(
            "edge.metrics.overflowed_measurements", CountOverflowed, "{measurement}", "Measurements whose tag set was beyond the limit of series of its metric.");
        meter.CreateObservableCounter(
            "edge.metrics.ignored_instruments", () => Volatile.Read(ref _ignoredInstruments), "{instrument}", "Instruments left out: too many, or one name with two kinds.");
        meter.CreateObservableCounter(
            "edge.metrics.failed_callbacks", () => Volatile.Read(ref _failedCallbacks), "{call}", "Observable instruments whose callback threw during a scrape.");
    }

    /// <summary>Begins to listen. Call it before the server starts, or up-down counters miss what is already open.</summary>
    public void Start() => _listener.Start();

    /// <summary>Writes every family in the order of its name.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        lock (_scraping)
        {
            _scrape++;
            foreach (MetricFamily family in Families())
            {
                family.BeginScrape(_scrape);
            }

            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException failures) // Thrown after all callbacks have run: the others' values are there.
            {
                Interlocked.Add(ref _failedCallbacks, failures.InnerExceptions.Count);
            }

            foreach (MetricFamily family in Families())
            {
                family.Write(output);
            }
        }
    }

    /// <summary>Answers a scrape, compressed when the request accepts gzip.</summary>
    public async ValueTask WriteAsync(HttpResponse response)
    {
        ArrayBufferWriter<byte> text = new();
        Write(text);

        ReadOnlyMemory<byte> body = text.WrittenMemory;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (AcceptsGzip(response.HttpContext.Request.Headers.AcceptEncoding))
        {
            body = Compress(body.Span);
            response.Headers.ContentEncoding = "gzip";
        }

        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, response.HttpContext.RequestAborted);
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>RFC 9110 §12.5.3: named, or covered by <c>*</c>, and not with weight 0.</summary>
    internal static bool AcceptsGzip(StringValues acceptEncoding)
    {
        bool any = false;
        if (StringWithQualityHeaderValue.TryParseList(acceptEncoding, out IList<StringWithQualityHeaderValue>? codings))
        {
            foreach (StringWithQualityHeaderValue coding in codings)
            {
                if (coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase))
                {
                    return coding.Quality != 0;
                }

                any |= coding.Value.Equals("*", StringComparison.Ordinal) && coding.Quality != 0;
            }
        }

        return any;
    }

    private static ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> text)
    {
        MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text);
        }

        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    private static string HelpOf(Instrument instrument) =>
        string.IsNullOrWhiteSpace(instrument.Description)
            ? $"Instrument {instrument.Name} of meter {instrument.Meter.Name}."
            : instrument.Description.Trim();

    private void OnPublished(Instrument instrument, MeterListener listener)
    {
        Meter meter = instrument.Meter;
        if (!MeterNames.Contains(meter.Name) || (meter.Scope is not null && !ReferenceEquals(meter.Scope, _factory)))
        {
            return;
        }

        if (InstrumentShape.TryRead(instrument, out InstrumentShape shape) && TryRegister(instrument, shape) is { } family)
        {
            listener.EnableMeasurementEvents(instrument, family);
        }
        else
        {
            Interlocked.Increment(ref _ignoredInstruments);
        }
    }

    private MetricFamily? TryRegister(Instrument instrument, InstrumentShape shape)
    {
        string name = MetricNaming.FamilyName(instrument.Name, instrument.Unit, shape.Kind);
        lock (_registering)
        {
            if (_families.TryGetValue(name, out MetricFamily? known))
            {
                return known.Kind == shape.Kind && known.IsIntegral == shape.IsIntegral ? known : null;
            }

            if (_families.Count >= MetricLimits.MaxFamilies)
            {
                return null;
            }

            double[] bounds = shape.Kind == MetricKind.Histogram ? HistogramBounds.Of(instrument) : [];
            MetricFamily family = new(name, HelpOf(instrument), shape.Kind, shape.IsIntegral, bounds);
            _families.Add(name, family);
            return family;
        }
    }

    private MetricFamily[] Families()
    {
        lock (_registering)
        {
            return [.. _families.Values];
        }
    }

    private long CountOverflowed()
    {
        long sum = 0;
        foreach (MetricFamily family in Families())
        {
            sum += family.Overflowed;
        }

        return sum;
    }
}
