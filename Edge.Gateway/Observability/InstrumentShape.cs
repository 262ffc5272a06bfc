using System.Diagnostics.Metrics;

namespace Edge.Gateway.Observability;

/// <summary>What the type of an instrument says: its kind, and whether it measures whole numbers.</summary>
internal readonly record struct InstrumentShape(MetricKind Kind, bool IsIntegral)
{
    /// <summary>False for instruments of a kind that this exporter does not know.</summary>
    public static bool TryRead(Instrument instrument, out InstrumentShape shape)
    {
        for (Type? type = instrument.GetType(); type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && KindOf(type.GetGenericTypeDefinition()) is { } kind)
            {
                Type number = type.GetGenericArguments()[0];
                shape = new InstrumentShape(
                    kind,
                    number == typeof(long) || number == typeof(int) || number == typeof(short) || number == typeof(byte));
                return true;
            }
        }

        shape = default;
        return false;
    }

    private static MetricKind? KindOf(Type definition) =>
        definition == typeof(Counter<>) ? MetricKind.Counter
        : definition == typeof(UpDownCounter<>) ? MetricKind.UpDownCounter
        : definition == typeof(Gauge<>) ? MetricKind.Gauge
        : definition == typeof(Histogram<>) ? MetricKind.Histogram
        : definition == typeof(ObservableCounter<>) ? MetricKind.ObservedCounter
        : definition == typeof(ObservableUpDownCounter<>) || definition == typeof(ObservableGauge<>) ? MetricKind.ObservedGauge
        : null;
}
