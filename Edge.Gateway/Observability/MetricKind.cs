namespace Edge.Gateway.Observability;

/// <summary>How the measurements of an instrument become one value.</summary>
internal enum MetricKind
{
    /// <summary>Measurements are increments, added up; never falls.</summary>
    Counter,

    /// <summary>Measurements are differences, added up.</summary>
    UpDownCounter,

    /// <summary>The last measurement counts, until the next one.</summary>
    Gauge,

    /// <summary>Read at each scrape; the measurement is the total itself.</summary>
    ObservedCounter,

    /// <summary>Read at each scrape; the measurement is the value itself.</summary>
    ObservedGauge,

    /// <summary>Measurements are counted in buckets.</summary>
    Histogram,
}
