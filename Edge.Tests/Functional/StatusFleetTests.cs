using Edge.Gateway.Journeys;
using Edge.Gateway.Status;
using Edge.Gateway.Status.Incidents;
using Edge.Gateway.Status.Measuring;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>Two nodes over a real Redis: one ledger, one incident.</summary>
[Collection(Alone.Name)] // Nodes wait for Redis half a second and no longer: other tests must not take the processor.
public sealed class StatusFleetTests
{
    private const string Region = "region-na"; // Of the jurisdiction.

    [Fact]
    public async Task Nodes_OfAFleet_KeepTheSameLedgerAndOpenOneIncident()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using TestGateway first = await StartAsync(redis, "first");
        await using TestGateway second = await StartAsync(redis, "second");
        DateTimeOffset now = TimeProvider.System.GetUtcNow();

        // One location tells one node, another location the other: neither node has seen two.
        Observe(first, "probe:fra", now.AddSeconds(-70), JourneyVerdict.Failed);
        Observe(second, "probe:nyc", now.AddSeconds(-70), JourneyVerdict.Failed);
        await TestGateway.WaitUntilAsync(() => Incidents(first).Any() && Incidents(second).Any());
        Assert.Equal(Incidents(first).Select(static incident => incident.Id), Incidents(second).Select(static incident => incident.Id));
        Assert.Equal([Region], Assert.Single(Incidents(first)).Components);

        // The minute before counts as down on both pages: two monitors say so.
        await TestGateway.WaitUntilAsync(() => Down(first) > 0 && Down(second) > 0);
    }

    private static void Observe(TestGateway gateway, string source, DateTimeOffset started, JourneyVerdict verdict)
    {
        StatusRecorder recorder = gateway.Services.GetRequiredService<StatusRecorder>();
        recorder.Observe(source, new JourneyResult("j", "h", started, TimeSpan.Zero, verdict, ""), [Region], TimeSpan.FromMinutes(5));
        recorder.CoverTo(source, started.AddSeconds(75));
    }

    private static IReadOnlyList<Incident> Incidents(TestGateway gateway) => gateway.Services.GetRequiredService<IncidentBook>().All;

    private static long Down(TestGateway gateway) => gateway.Services.GetRequiredService<StatusMonitor>().Board.Components.Single(static status => status.Component.Id == Region).Recent.Down;

    private static Task<TestGateway> StartAsync(TestRedis redis, string node) => TestGateway.StartAsync(config =>
    {
        config.Edge["node"] = TestConfig.Parse($$"""{ "id": "{{node}}" }""");
        config.Edge["redis"] = TestConfig.Parse($$"""{ "configuration": "{{redis.Configuration}}" }""");
    });
}
