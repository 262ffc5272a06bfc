using System.Diagnostics.Metrics;

namespace Edge.Gateway.Observability.Otlp;

/// <summary>Counts exports by signal and outcome: a collector that is gone must not go unseen.</summary>
internal sealed class OtlpMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _exports = EdgeMeter.Create(meters).CreateCounter<long>("edge.otlp.exports", "{export}", "Calls of the OpenTelemetry collector, by signal and outcome.");

    public void Exported(string signal, bool isAccepted) => _exports.Add(
        1, new KeyValuePair<string, object?>("signal", signal), new KeyValuePair<string, object?>("outcome", isAccepted ? "accepted" : "failed"));
}
