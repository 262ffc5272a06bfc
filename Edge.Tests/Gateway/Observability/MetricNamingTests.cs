using Edge.Gateway.Observability;

namespace Edge.Tests.Gateway.Observability;

public sealed class MetricNamingTests
{
    public static readonly TheoryData<string, string?, string, string> Names = new()
    {
        { "edge.requests", "{request}", "Counter", "edge_requests_total" },
        { "edge.request.duration", "s", "Histogram", "edge_request_duration_seconds" },
        { "edge.ratelimit.decisions", "{decision}", "Counter", "edge_ratelimit_decisions_total" },
        { "edge.waf.requests", "{request}", "Counter", "edge_waf_requests_total" },
        { "edge.waf.rule.matches", "{match}", "Counter", "edge_waf_rule_matches_total" },
        { "edge.waf.rule_matches", "{match}", "Counter", "edge_waf_rule_matches_total" },
        { "edge.waf.duration", "s", "Histogram", "edge_waf_duration_seconds" },
        { "edge.cell.destinations", "{destination}", "ObservedGauge", "edge_cell_destinations" },
        { "edge.cell.retries", "{retry}", "Counter", "edge_cell_retries_total" },
        { "edge.tls.handshakes", "{handshake}", "Counter", "edge_tls_handshakes_total" },
        { "edge.config.reloads", "{reload}", "Counter", "edge_config_reloads_total" },
        { "edge.redis.up", "1", "Gauge", "edge_redis_up" },
        { "edge.requests.total", null, "Counter", "edge_requests_total" },
        { "edge.requests.total", null, "Gauge", "edge_requests" },
        { "edge.wait_seconds", "s", "Counter", "edge_wait_seconds_total" },
        { "dotnet.process.cpu.time", "s", "ObservedCounter", "dotnet_process_cpu_time_seconds_total" },
        { "dotnet.gc.heap.total_allocated", "By", "ObservedCounter", "dotnet_gc_heap_total_allocated_bytes_total" },
        { "dotnet.thread_pool.thread.count", "{thread}", "ObservedGauge", "dotnet_thread_pool_threads" },
        { "some.count", null, "Gauge", "some_count_current" },
        { "some.count", null, "Histogram", "some_count" },
        { "camelCase.Name2Value", null, "Gauge", "camel_case_name2_value" },
        { "1st..odd name-é", null, "Gauge", "_1st_odd_name_" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void FamilyName_OfInstrument_IsAsPrometheusNamesIt(string instrument, string? unit, string kind, string expected) =>
        Assert.Equal(expected, MetricNaming.FamilyName(instrument, unit, Enum.Parse<MetricKind>(kind)));
}
