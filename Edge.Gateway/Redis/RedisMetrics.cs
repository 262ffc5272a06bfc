using System.Diagnostics.Metrics;
using Edge.Gateway.Observability;

namespace Edge.Gateway.Redis;

/// <summary><c>edge_redis_up</c>: 1 while Redis answers; absent when none is configured.</summary>
internal sealed class RedisMetrics
{
    public RedisMetrics(IMeterFactory meters, RedisConnection redis) => EdgeMeter.Create(meters).CreateObservableGauge(
        "edge.redis.up",
        () => redis.IsConfigured ? [new Measurement<int>(redis.IsUp ? 1 : 0)] : Array.Empty<Measurement<int>>(),
        description: "Whether Redis answers this node.");
}
