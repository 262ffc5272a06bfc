using System.Diagnostics.Metrics;
using Edge.Gateway.Observability;

namespace Edge.Tests.Gateway.Observability;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly MetricsFixture _metrics = new();

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public void Counter_WithTags_IsWrittenSortedWithHelpAndType()
    {
        Counter<long> counter = _metrics.Meter.CreateCounter<long>("edge.demo.decisions", "{decision}", "Decisions made.");
        counter.Add(2, new KeyValuePair<string, object?>("outcome", "reject"), new KeyValuePair<string, object?>("bucket", "authn"));
        counter.Add(1, new KeyValuePair<string, object?>("outcome", "admit"), new KeyValuePair<string, object?>("bucket", "authn"));
        counter.Add(3, new KeyValuePair<string, object?>("bucket", "authn"), new KeyValuePair<string, object?>("outcome", "reject"));

        Assert.Contains(
            """
            # HELP edge_demo_decisions_total Decisions made.
            # TYPE edge_demo_decisions_total counter
            edge_demo_decisions_total{bucket="authn",outcome="admit"} 1
            edge_demo_decisions_total{bucket="authn",outcome="reject"} 5

            """,
            _metrics.Scrape(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Counter_NegativeOrNotFiniteIncrement_IsIgnored()
    {
        Counter<int> whole = _metrics.Meter.CreateCounter<int>("edge.demo.whole");
        Counter<double> real = _metrics.Meter.CreateCounter<double>("edge.demo.real");
        whole.Add(5);
        whole.Add(-3);
        real.Add(0.5);
        real.Add(-1);
        real.Add(double.NaN);
        real.Add(double.PositiveInfinity);

        Assert.Equal(["edge_demo_whole_total 5"], _metrics.Samples("edge_demo_whole"));
        Assert.Equal(["edge_demo_real_total 0.5"], _metrics.Samples("edge_demo_real"));
    }

    [Fact]
    public void UpDownCounterAndGauge_OfEveryNumberType_AreGauges()
    {
        UpDownCounter<int> open = _metrics.Meter.CreateUpDownCounter<int>("edge.demo.open", "{connection}", "Open.");
        open.Add(5);
        open.Add(-2);
        _metrics.Meter.CreateGauge<short>("edge.demo.short").Record(-7);
        _metrics.Meter.CreateGauge<byte>("edge.demo.byte").Record(7);
        _metrics.Meter.CreateGauge<float>("edge.demo.float").Record(0.25f);
        _metrics.Meter.CreateGauge<decimal>("edge.demo.decimal").Record(1.5m);
        _metrics.Meter.CreateGauge<double>("edge.demo.double").Record(double.NegativeInfinity);

        string text = _metrics.Scrape();
        Assert.Contains("# TYPE edge_demo_open gauge\nedge_demo_open 3\n", text, StringComparison.Ordinal);
        Assert.Contains("\nedge_demo_short -7\n", text, StringComparison.Ordinal);
        Assert.Contains("\nedge_demo_byte 7\n", text, StringComparison.Ordinal);
        Assert.Contains("\nedge_demo_float 0.25\n", text, StringComparison.Ordinal);
        Assert.Contains("\nedge_demo_decimal 1.5\n", text, StringComparison.Ordinal);
        Assert.Contains("\nedge_demo_double -Inf\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Histogram_WithAdvice_CountsInclusiveCumulativeBuckets()
    {
        Histogram<double> histogram = _metrics.Meter.CreateHistogram(
            "edge.demo.duration", "s", "Time.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (double value in (double[])[0.1, 0.5, 1, 4, double.NaN])
        {
            histogram.Record(value, new KeyValuePair<string, object?>("le", "tag"));
        }

        Assert.Equal(
            [
                "edge_demo_duration_seconds_bucket{le_=\"tag\",le=\"0.1\"} 1",
                "edge_demo_duration_seconds_bucket{le_=\"tag\",le=\"1\"} 3",
                "edge_demo_duration_seconds_bucket{le_=\"tag\",le=\"+Inf\"} 4",
                "edge_demo_duration_seconds_sum{le_=\"tag\"} 5.6",
                "edge_demo_duration_seconds_count{le_=\"tag\"} 4",
            ],
            _metrics.Samples("edge_demo_duration"));
    }

    [Fact]
    public void Histogram_WithoutUsableAdvice_TakesTheDefaultOfItsUnit()
    {
        _metrics.Meter.CreateHistogram(
            "edge.demo.wait", "s", null, tags: null, new InstrumentAdvice<long> { HistogramBucketBoundaries = [.. Enumerable.Range(0, MetricLimits.MaxHistogramBounds + 1).Select(static bound => (long)bound)] })
            .Record(1);
        _metrics.Meter.CreateHistogram<int>("edge.demo.size", "By").Record(1);

        Assert.Equal(14 + 3, _metrics.Samples("edge_demo_wait_seconds").Length);
        Assert.Equal(15 + 3, _metrics.Samples("edge_demo_size_bytes").Length);
    }

    [Fact]
    public void ObservableCounter_ScrapedTwice_ShowsTheLastTotalNotTheSum()
    {
        long total = 10;
        _metrics.Meter.CreateObservableCounter("edge.demo.observed", () => total);
        Assert.Equal(["edge_demo_observed_total 10"], _metrics.Samples("edge_demo_observed"));
        total = 12;
        Assert.Equal(["edge_demo_observed_total 12"], _metrics.Samples("edge_demo_observed"));
    }

    [Fact]
    public void ObservableGauge_SeriesNoLongerReported_LeavesTheOutput()
    {
        string cell = "na-1";
        _metrics.Meter.CreateObservableGauge("edge.demo.cells", () => new Measurement<int>(1, new KeyValuePair<string, object?>("cell", cell)));
        Assert.Equal(["edge_demo_cells{cell=\"na-1\"} 1"], _metrics.Samples("edge_demo_cells"));
        cell = "eu-1";
        Assert.Equal(["edge_demo_cells{cell=\"eu-1\"} 1"], _metrics.Samples("edge_demo_cells"));
    }

    [Fact]
    public void ObservableGauge_MoreSeriesOverTimeThanTheLimit_StartsTheTableAnew()
    {
        int round = 0;
        _metrics.Meter.CreateObservableGauge(
            "edge.demo.churn",
            () => Enumerable.Range(0, MetricLimits.MaxSeriesPerFamily).Select(index => new Measurement<int>(round, new KeyValuePair<string, object?>("id", $"{round}-{index}"))));
        for (round = 1; round <= 3; round++)
        {
            Assert.Equal(MetricLimits.MaxSeriesPerFamily, _metrics.Samples("edge_demo_churn").Length);
        }

        Assert.Equal(["edge_metrics_overflowed_measurements_total 0"], _metrics.Samples("edge_metrics_overflowed"));
    }

    [Fact]
    public void ObservableCallback_ThatThrows_IsCountedAndHidesNoOther()
    {
        _metrics.Meter.CreateObservableGauge("edge.demo.broken", static int () => throw new InvalidOperationException("broken"));
        _metrics.Meter.CreateObservableGauge("edge.demo.fine", static () => 1);
        Assert.Equal(["edge_demo_fine 1"], _metrics.Samples("edge_demo_fine"));
        Assert.Equal(["edge_metrics_failed_callbacks_total 1"], _metrics.Samples("edge_metrics_failed_callbacks"));
    }

    [Fact]
    public void Counter_MoreTagSetsThanTheLimit_AddsTheRestToTheOverflowSeries()
    {
        const int Extra = 25;
        Counter<long> counter = _metrics.Meter.CreateCounter<long>("edge.demo.many");
        for (int index = 0; index < MetricLimits.MaxSeriesPerFamily + Extra; index++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", index));
        }

        counter.Add(1, new KeyValuePair<string, object?>("id", 0)); // Known sets go on.
        string[] samples = _metrics.Samples("edge_demo_many_total");
        Assert.Equal(MetricLimits.MaxSeriesPerFamily + 1, samples.Length);
        Assert.Equal($"edge_demo_many_total{{otel_metric_overflow=\"true\"}} {Extra}", samples[^1]);
        Assert.Contains("edge_demo_many_total{id=\"0\"} 2", samples);
        Assert.Equal([$"edge_metrics_overflowed_measurements_total {Extra}"], _metrics.Samples("edge_metrics_overflowed"));
    }

    [Fact]
    public void Measurement_WithTooManyTags_Overflows()
    {
        KeyValuePair<string, object?>[] tags = [.. Enumerable.Range(0, MetricLimits.MaxTags + 1).Select(static index => new KeyValuePair<string, object?>($"t{index}", index))];
        _metrics.Meter.CreateCounter<long>("edge.demo.wide").Add(1, tags);
        Assert.Equal(["edge_demo_wide_total{otel_metric_overflow=\"true\"} 1"], _metrics.Samples("edge_demo_wide"));
    }

    [Fact]
    public void Instruments_OfOneNameAndKind_ShareAFamily_OfAnotherKindAreIgnored()
    {
        _metrics.Meter.CreateCounter<long>("edge.demo.twice").Add(1);
        _metrics.Meter.CreateCounter<int>("edge.demo.twice").Add(2);
        _metrics.Meter.CreateCounter<double>("edge.demo.twice").Add(4);
        Assert.Equal(["edge_demo_twice_total 3"], _metrics.Samples("edge_demo_twice"));
        Assert.Equal(["edge_metrics_ignored_instruments_total 1"], _metrics.Samples("edge_metrics_ignored"));
    }

    [Fact]
    public void Meter_NotListedOrOfAnotherHost_IsNotExported()
    {
        using MetricsFixture other = new();
        other.Meter.CreateCounter<long>("edge.demo.other").Add(1);
        using Meter stranger = new("Stranger");
        stranger.CreateCounter<long>("edge.demo.stranger").Add(1);

        string text = _metrics.Scrape();
        Assert.DoesNotContain("edge_demo_other", text, StringComparison.Ordinal);
        Assert.DoesNotContain("edge_demo_stranger", text, StringComparison.Ordinal);
        Assert.Equal(["edge_demo_other_total 1"], other.Samples("edge_demo_other"));
    }

    [Fact]
    public void Recording_KnownTagSets_AllocatesNothing()
    {
        Counter<long> counter = _metrics.Meter.CreateCounter<long>("edge.demo.counter");
        UpDownCounter<int> upDown = _metrics.Meter.CreateUpDownCounter<int>("edge.demo.updown");
        Gauge<double> gauge = _metrics.Meter.CreateGauge<double>("edge.demo.gauge");
        Histogram<double> histogram = _metrics.Meter.CreateHistogram<double>("edge.demo.histogram");
        RequestMetrics requests = new(_metrics.Factory);
        object code = 200;

        void Record()
        {
            counter.Add(1, new KeyValuePair<string, object?>("code", code), new KeyValuePair<string, object?>("method", "GET"));
            upDown.Add(1);
            gauge.Record(1.5, new KeyValuePair<string, object?>("code", code));
            histogram.Record(1.5, new KeyValuePair<string, object?>("method", "GET"));
            requests.Record("GET", 200, RequestOutcome.Forwarded, TimeSpan.FromMilliseconds(3));
            requests.Record("BREW", 999, RequestOutcome.Blocked, TimeSpan.Zero);
        }

        Allocations.AssertPerThousand(0, Record);
        Assert.Equal(
            [
                "edge_requests_total{method=\"GET\",outcome=\"forwarded\",status=\"200\",status_class=\"2xx\"}",
                "edge_requests_total{method=\"_OTHER\",outcome=\"blocked\",status=\"_OTHER\",status_class=\"_OTHER\"}",
            ],
            _metrics.Samples("edge_requests_total").Select(static line => line[..line.LastIndexOf(' ')]));
    }

    [Fact]
    public async Task Recording_FromManyThreadsWhileScraping_LosesNothingAndNeverFalls()
    {
        const int Threads = 8;
        const int Rounds = 20_000;
        Counter<long> counter = _metrics.Meter.CreateCounter<long>("edge.demo.race");
        Counter<double> real = _metrics.Meter.CreateCounter<double>("edge.demo.real");
        Histogram<double> histogram = _metrics.Meter.CreateHistogram<double>("edge.demo.time", "s");
        Task recording = Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    counter.Add(1, new KeyValuePair<string, object?>("id", round % 300)); // New sets appear while others are read.
                    real.Add(0.5);
                    histogram.Record(0.25, new KeyValuePair<string, object?>("thread", thread));
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        double seen = 0;
        do
        {
            string[] samples = _metrics.Samples("edge_demo_");
            double sum = Total(samples, "edge_demo_race_total");
            Assert.True(sum >= seen, $"The counter fell from {seen} to {sum}.");
            seen = sum;
            Assert.Equal(Total([.. samples.Where(static line => line.Contains("le=\"+Inf\"", StringComparison.Ordinal))], "edge_demo_time"), Total(samples, "edge_demo_time_seconds_count"));
        }
        while (!recording.IsCompleted);

        await recording;
        string[] last = _metrics.Samples("edge_demo_");
        Assert.Equal(Threads * Rounds, Total(last, "edge_demo_race_total"));
        Assert.Equal(300, last.Count(static line => line.StartsWith("edge_demo_race_total", StringComparison.Ordinal)));
        Assert.Equal(Threads * Rounds * 0.5, Total(last, "edge_demo_real_total"));
        Assert.Equal(Threads * Rounds * 0.25, Total(last, "edge_demo_time_seconds_sum"));
        Assert.Equal(Threads * Rounds, Total(last, "edge_demo_time_seconds_count"));
    }

    [Fact]
    public async Task Scrape_OfHostileLabelsAndHelp_PassesPromtool()
    {
        Counter<long> counter = _metrics.Meter.CreateCounter<long>("edge.demo.hostile", "{request}", "A \\ and a\nsecond \"line\".");
        foreach (string? value in (string?[])["\"quoted\"", "back\\slash", "line\nfeed\r", "half \uD800 pair", "half \uDC00 pair", "\0\u0001", "", null, new string('x', 1000), new string('x', 999), "ünïcödé 🔑"])
        {
            counter.Add(1, new KeyValuePair<string, object?>("a.value", value), new KeyValuePair<string, object?>("a-value", "same label name"));
        }

        new RequestMetrics(_metrics.Factory).Record("GET", 200, RequestOutcome.Forwarded, TimeSpan.FromSeconds(1));
        (int exitCode, string output) = await Promtool.CheckMetricsAsync(_metrics.Scrape(), TestContext.Current.CancellationToken);
        Assert.Equal("", output);
        Assert.Equal(0, exitCode);
        Assert.Equal(8, _metrics.Samples("edge_demo_hostile").Length); // The half pairs, the long values, and null with empty are one each.
    }

    [Theory]
    [InlineData("# TYPE a_count gauge\na_count 1\n")]
    [InlineData("a{b=\"1\"} 1\na{b=\"1\"} 1\n")]
    [InlineData("a{b=\"1} 1\n")]
    public async Task Promtool_OfBadNamesOrText_Complains(string text)
    {
        (int exitCode, string output) = await Promtool.CheckMetricsAsync(text, TestContext.Current.CancellationToken);
        Assert.NotEqual(0, exitCode);
        Assert.NotEqual("", output);
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("deflate, GZIP;q=0.5", true)]
    [InlineData("*", true)]
    [InlineData("gzip;q=0, *", false)]
    [InlineData("*;q=0", false)]
    [InlineData("br", false)]
    [InlineData("", false)]
    [InlineData("gzip;;=", false)]
    public void AcceptsGzip_Header_FollowsItsWeights(string header, bool expected) =>
        Assert.Equal(expected, PrometheusExporter.AcceptsGzip(header));

    private static double Total(string[] samples, string name) => samples
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Sum(static line => double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), System.Globalization.CultureInfo.InvariantCulture));
}
