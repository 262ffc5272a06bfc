using BenchmarkDotNet.Attributes;
using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Routing;

namespace Edge.Bench;

/// <summary>The choice of a destination out of a cell's table. Expected: 0 bytes; tens of nanoseconds, whatever the number of destinations, but for the bound of the hash, which adds up all in-flight counts.</summary>
[MemoryDiagnoser]
[Config(typeof(QuickConfig))]
public class DestinationBenchmarks
{
    private readonly LeastInFlightPolicy _leastInFlight = new(Random.Shared);
    private readonly PeakEwmaPolicy _peakEwma = new(Random.Shared, TimeProvider.System);
    private RoutingTable _table = RoutingTable.Empty;
    private ulong _hash;

    [Params(3, 100)]
    public int Destinations { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        LiveDestination[] destinations = [.. Enumerable.Range(1, Destinations).Select(static index => new LiveDestination(new CellDestination($"d{index}", new Uri($"http://127.0.0.1:{index}"), "", "a")))];
        CellPolicy policy = CellPolicy.Default with { Routing = RoutingSettings.Default with { Policy = RoutingPolicy.ConsistentHash } };
        _table = RoutingTableBuilder.Build(policy, destinations, "", 0, TimeProvider.System);
        long now = TimeProvider.System.GetTimestamp();
        foreach (LiveDestination destination in destinations)
        {
            destination.Latency.Add(TimeSpan.FromMilliseconds(1), now, TimeProvider.System);
        }
    }

    [Benchmark(Baseline = true)]
    public object LeastInFlight() => _leastInFlight.Pick(_table);

    [Benchmark]
    public object PeakEwma() => _peakEwma.Pick(_table, TimeProvider.System.GetTimestamp());

    [Benchmark]
    public object ConsistentHash() => ConsistentHashPolicy.Pick(_table, _hash += 0x9E3779B97F4A7C15, 150);
}
