using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Edge.Gateway.Observability;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Gateway.Observability;

/// <summary>A meter factory of its own and an exporter that listens to it: tests do not see each other's measurements.</summary>
internal sealed class MetricsFixture : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public MetricsFixture()
    {
        Factory = _services.GetRequiredService<IMeterFactory>();
        Exporter = new PrometheusExporter(Factory);
        Exporter.Start();
        Meter = EdgeMeter.Create(Factory);
    }

    public IMeterFactory Factory { get; }

    public Meter Meter { get; }

    public PrometheusExporter Exporter { get; }

    public string Scrape()
    {
        ArrayBufferWriter<byte> output = new();
        Exporter.Write(output);
        return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(output.WrittenSpan);
    }

    /// <summary>The scraped lines that begin with a metric's name, comments apart.</summary>
    public string[] Samples(string name) =>
        [.. Scrape().Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal))];

    public void Dispose()
    {
        Exporter.Dispose();
        _services.Dispose();
    }
}
