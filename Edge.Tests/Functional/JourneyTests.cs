using System.Net;
using Edge.Gateway.Demo;
using Edge.Gateway.Events;
using Edge.Gateway.Journeys;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>Journeys of a real gateway: through its front door and against its cells' servers.</summary>
public sealed class JourneyTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task OwnRuns_CostNoQuotaAndMeetNoBan_ButOthersOfTheSameAddressDo()
    {
        await using TestGateway gateway = await StartAsync(config =>
        {
            config.Limits["buckets"] = TestConfig.Parse("""{ "x": [ { "id": "all", "limit": 3, "window": "1h", "match": [ { "path": "/" } ] } ] }""")["x"]!.DeepClone();
            config.Files["here.txt"] = "127.0.0.0/8\n";
            config.Edge["access"] = TestConfig.Parse("""{ "sets": [ { "id": "here", "file": "here.txt" } ], "rules": [] }""");
        });
        OutcomeCounter runs = gateway.Services.GetRequiredService<OutcomeCounter>();
        await TestGateway.WaitUntilAsync(() => runs.Count(JourneyVerdict.Passed, isDirect: false) >= 12);
        Assert.Equal(0, runs.Count(JourneyVerdict.Failed, isDirect: false));
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage served = await gateway.Client.GetAsync("/api/v1/users", Cancellation);
            Assert.Equal(HttpStatusCode.OK, served.StatusCode); // None of the three was used up.
        }

        using HttpResponseMessage denied = await gateway.Client.GetAsync("/api/v1/users", Cancellation);
        Assert.Equal(HttpStatusCode.TooManyRequests, denied.StatusCode);
        await gateway.ReloadAsync(static config => config.Edge["access"]!["rules"] = TestConfig.Parse("""{ "x": [ { "set": "here", "action": "deny", "mode": "block" } ] }""")["x"]!.DeepClone());
        using HttpResponseMessage refused = await gateway.Client.GetAsync("/api/v1/users", Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        int passed = runs.Count(JourneyVerdict.Passed, isDirect: false);
        await TestGateway.WaitUntilAsync(() => runs.Count(JourneyVerdict.Passed, isDirect: false) >= passed + 6);
        Assert.Equal(0, runs.Count(JourneyVerdict.Failed, isDirect: false));
    }

    [Fact]
    public async Task Server_ThatFailsOneStep_IsAWarningBeforeCustomersNotice()
    {
        await using TestGateway gateway = await StartAsync();
        gateway.Cells["na-1-b1"].SetFaults(DemoFaults.None with { FailPercent = 100 });
        EventLog events = gateway.Services.GetRequiredService<EventLog>();
        await TestGateway.WaitUntilAsync(() => events.Since(DateTimeOffset.UnixEpoch, 1000).Any(static one => one.Event is { EventType: "system.journey.warning", Target: "na-1/na-1-b1" }));
        EdgeEvent warning = events.Since(DateTimeOffset.UnixEpoch, 1000).First(static one => one.Event is { EventType: "system.journey.warning", Target: "na-1/na-1-b1" }).Event;
        Assert.Contains("status 503", warning.Reason!, StringComparison.Ordinal);
        Assert.DoesNotContain("correct-horse", warning.Reason!, StringComparison.Ordinal);
        gateway.Cells["na-1-b1"].SetFaults(DemoFaults.None);
        await TestGateway.WaitUntilAsync(() => events.Since(DateTimeOffset.UnixEpoch, 1000).Any(static one => one.Event is { EventType: "system.journey.recovered", Target: "na-1/na-1-b1" }));
    }

    private static Task<TestGateway> StartAsync(Action<TestConfig>? change = null) => TestGateway.StartAsync(
        config =>
        {
            foreach (string file in Directory.GetFiles(Repository.PathOf("config", "journeys")))
            {
                config.Files["journeys/" + Path.GetFileName(file)] = StatusPageTests.PatientJourney(file);
            }

            change?.Invoke(config);
        },
        static builder =>
        {
            builder.Services.AddSingleton<OutcomeCounter>();
            builder.Services.AddSingleton<IJourneyObserver>(static provider => provider.GetRequiredService<OutcomeCounter>());
        });

    private sealed class OutcomeCounter : IJourneyObserver
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<(JourneyVerdict, bool), int> _counts = [];

        public void Observed(JourneyObservation observation)
        {
            lock (_lock)
            {
                (JourneyVerdict, bool) key = (observation.Result.Verdict, observation.Destination is not null);
                _counts[key] = _counts.GetValueOrDefault(key) + 1;
            }
        }

        public int Count(JourneyVerdict verdict, bool isDirect)
        {
            lock (_lock)
            {
                return _counts.GetValueOrDefault((verdict, isDirect));
            }
        }
    }
}
