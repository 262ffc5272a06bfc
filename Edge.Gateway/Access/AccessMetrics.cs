using System.Diagnostics.Metrics;
using Edge.Gateway.Access.Bans;
using Edge.Gateway.Observability;

namespace Edge.Gateway.Access;

/// <summary>Counts decisions by rule, and bans; rules are a closed set, addresses are not.</summary>
internal sealed class AccessMetrics
{
    private readonly Counter<long> _decisions;

    public AccessMetrics(IMeterFactory meters, BanTable bans)
    {
        Meter meter = EdgeMeter.Create(meters);
        _decisions = meter.CreateCounter<long>("edge.access.decisions", "{decision}", "Decisions of access lists, abuse rules and bans, by rule and action.");
        meter.CreateObservableGauge(
            "edge.bans",
            () => (Measurement<int>[])[Measure(bans, BanKind.Address, "address"), Measure(bans, BanKind.Key, "key")],
            "{ban}",
            "Bans in force, by what they hold off.");
        meter.CreateObservableCounter("edge.bans.refused", () => bans.Refused, "{ban}", "Bans that were not made because BanTable.MaxBans were in force.");
    }

    /// <summary>Counts one.</summary>
    /// <param name="rule">Id of a configured rule, or <c>manual</c>.</param>
    /// <param name="action"><c>allow</c>, <c>deny</c>, <c>count</c>, <c>limit</c> (over a rule's limit), <c>ban</c> (a ban was made) or <c>banned</c>.</param>
    public void Decided(string rule, string action)
    {
        if (_decisions.Enabled)
        {
            _decisions.Add(1, new KeyValuePair<string, object?>("rule", rule), new KeyValuePair<string, object?>("action", action));
        }
    }

    private static Measurement<int> Measure(BanTable bans, BanKind kind, string label) => new(bans.CountInForce(kind), new KeyValuePair<string, object?>("kind", label));
}
