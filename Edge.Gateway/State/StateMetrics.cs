using System.Diagnostics.Metrics;
using Edge.Gateway.Observability;
using Edge.Gateway.Redis;

namespace Edge.Gateway.State;

/// <summary>How decisions are kept and shared.</summary>
internal sealed class StateMetrics
{

    public StateMetrics(IMeterFactory meters, LocalDecisions decisions, RedisConnection redis)
    {
        Meter meter = EdgeMeter.Create(meters);
        meter.CreateObservableGauge("edge.state.decisions", () => decisions.Current.All.Count, "{decision}", "Decisions of operators in force on this node.");
        meter.CreateObservableGauge("edge.state.epoch", () => decisions.Epoch, "{epoch}", "The highest epoch that this node knows; the same on all nodes of a fleet that share.");
        meter.CreateObservableGauge("edge.state.writable", () => decisions.IsKept ? 1 : 0, description: "Whether decisions can be kept on this node's disk.");
        meter.CreateObservableGauge("edge.state.damaged", () => decisions.IsDamaged ? 1 : 0, description: "1 when this node started without all that was decided: its database and the copy were both damaged. Until the next start.");
        meter.CreateObservableGauge(
            "edge.state.unshared",
            () => redis.IsConfigured ? [new Measurement<int>(decisions.UnsharedCount)] : Array.Empty<Measurement<int>>(),
            "{decision}",
            "Decisions of this node that the fleet may not have yet.");
        meter.CreateObservableCounter("edge.state.overruled", () => decisions.Overruled, "{decision}", "Decisions of this node that one of another node overruled without having known them.");
    }
}
