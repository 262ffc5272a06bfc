using System.Diagnostics.Metrics;

namespace Edge.Gateway.Demo;

/// <summary>Gives the meters of a demo server names of their own, so that the gateway's metrics do not count its origins.</summary>
internal sealed class DemoMeterFactory : IMeterFactory
{
    private const string Prefix = "Edge.Demo.";
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        Meter meter = new(Prefix + options.Name, options.Version, options.Tags, scope: this);
        lock (_meters)
        {
            _meters.Add(meter);
        }

        return meter;
    }

    public void Dispose()
    {
        lock (_meters)
        {
            _meters.ForEach(static meter => meter.Dispose());
            _meters.Clear();
        }
    }
}
