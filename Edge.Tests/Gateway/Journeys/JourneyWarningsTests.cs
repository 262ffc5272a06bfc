using Edge.Gateway.Journeys;
using Edge.Tests.Gateway.Access;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Tests.Gateway.Journeys;

/// <summary>When runs that fail become events.</summary>
public sealed class JourneyWarningsTests
{
    private readonly RecordedEvents _events = new();
    private readonly JourneyWarnings _warnings;

    public JourneyWarningsTests() => _warnings = new JourneyWarnings(_events, NullLogger<JourneyWarnings>.Instance);

    [Fact]
    public void FrontDoor_OfOneHostThatFails_IsToldThoughAnotherOfItsCellWorks()
    {
        for (int i = 0; i < 3; i++)
        {
            Observe(JourneyVerdict.Failed, "acme.example.com");
            Observe(JourneyVerdict.Passed, "globex.example.com");
        }

        Observe(JourneyVerdict.Passed, "acme.example.com");
        Assert.Equal(
            ["system.journey.warning na-1/front-door by journeys: sign-in at acme.example.com: status 503", "system.journey.recovered na-1/front-door by journeys: sign-in at acme.example.com: It works again."],
            _events.Lines);
    }

    [Fact]
    public void Server_ThatFailsOnceAndThenPasses_IsNotTold()
    {
        Observe(JourneyVerdict.Failed, "acme.example.com", "a1");
        Observe(JourneyVerdict.Passed, "acme.example.com", "a1");
        Observe(JourneyVerdict.Unanswered, "acme.example.com", "a1");
        Observe(JourneyVerdict.Failed, "acme.example.com", "a2");
        Assert.Empty(_events.Lines);
    }

    [Fact]
    public void Run_ThatCouldNotBeTried_TellsNothingOfTheService()
    {
        for (int i = 0; i < 3; i++)
        {
            Observe(JourneyVerdict.NotRun, "acme.example.com");
        }

        Observe(JourneyVerdict.Passed, "acme.example.com");
        Observe(JourneyVerdict.Failed, "acme.example.com");
        Observe(JourneyVerdict.NotRun, "acme.example.com");
        Observe(JourneyVerdict.Passed, "acme.example.com");
        Assert.Empty(_events.Lines);
    }

    private void Observe(JourneyVerdict verdict, string host, string? destination = null)
    {
        Journey journey = new() { Name = "sign-in", Feature = "Authentication", IsGlobal = true, Interval = TimeSpan.FromSeconds(2), Hosts = [], Values = new Dictionary<string, string>(), Steps = [] };
        JourneyResult result = new("sign-in", host, DateTimeOffset.UnixEpoch, TimeSpan.Zero, verdict, verdict == JourneyVerdict.Passed ? "" : "status 503");
        _warnings.Observed(new JourneyObservation(journey, "na-1", destination, result, journey.Validity));
    }
}
