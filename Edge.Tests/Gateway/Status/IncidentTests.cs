using Edge.Gateway.Status;
using Edge.Gateway.Status.Incidents;
using Edge.Gateway.Status.Measuring;
using Edge.Tests.Gateway.Access;
using Edge.Tests.Gateway.Cells.Upgrades;
using Edge.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Tests.Gateway.Status;

/// <summary>Incidents: opened by two locations, watched by themselves, and closed by people who know the cause.</summary>
public sealed class IncidentTests : IDisposable
{
    private static readonly StatusPlan Plan = new("Test", null, [StatusComponent.SignIn, StatusComponent.Region("US East"), StatusComponent.Feature("Tokens")], new Dictionary<string, string> { ["na-1"] = "region-us-east" });

    private readonly ManualTime _time = new(new DateTimeOffset(2027, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly RecordedEvents _events = new();
    private readonly RecordedNotifications _notifications = new();
    private readonly Dictionary<(string Component, string Source), SourceSight> _sights = [];
    private readonly IncidentBook _book;
    private readonly IncidentWatch _watch;

    public IncidentTests()
    {
        _book = new IncidentBook(new MemoryDecisionStore(_time), _events, _notifications, _time);
        _watch = new IncidentWatch(_book, NullLogger<IncidentWatch>.Instance);
    }

    [Fact]
    public async Task Problem_SeenByOneLocation_OpensNothing()
    {
        See("region-us-east", "node:a", SourceSight.Failing);
        See("region-us-east", "probe:fra", SourceSight.Well);
        await LookAsync();
        Assert.Empty(_book.All);
    }

    [Fact]
    public async Task Problem_SeenByTwoLocations_OpensOneIncidentThatWatchesItselfButNeverResolves()
    {
        See("region-us-east", "node:a", SourceSight.Failing);
        See("region-us-east", "probe:fra", SourceSight.Failing);
        await LookAsync();
        await LookAsync();
        Incident incident = Assert.Single(_book.All);
        Assert.Equal((IncidentStatus.Investigating, IncidentImpact.Major, true), (incident.Status, incident.Impact, incident.IsAutomatic));
        Assert.Equal(["region-us-east"], incident.Components);
        Assert.Equal("system.incident.open", Assert.Single(_notifications.All).Type);

        See("feature-tokens", "node:a", SourceSight.Failing);
        See("feature-tokens", "probe:fra", SourceSight.Failing);
        await LookAsync();
        Assert.Equal(["region-us-east", "feature-tokens"], Assert.Single(_book.All).Components);

        foreach (string component in (string[])["region-us-east", "feature-tokens"])
        {
            See(component, "node:a", SourceSight.Well);
            See(component, "probe:fra", SourceSight.Unsure);
        }

        await LookAsync();
        Assert.Equal(IncidentStatus.Investigating, _book.All[0].Status); // One of the two does not see it well yet.
        See("region-us-east", "probe:fra", SourceSight.Well);
        See("feature-tokens", "probe:fra", SourceSight.Well);
        await LookAsync();
        await LookAsync();
        Assert.Equal((IncidentStatus.Monitoring, 3), (_book.All[0].Status, _book.All[0].Updates.Count));

        See("region-us-east", "node:a", SourceSight.Failing);
        See("region-us-east", "probe:fra", SourceSight.Failing);
        await LookAsync();
        Assert.Equal((IncidentStatus.Investigating, 4, 1), (_book.All[0].Status, _book.All[0].Updates.Count, _book.All.Count));
    }

    [Fact]
    public async Task SignIn_Lost_IsCritical()
    {
        See("global-sign-in", "probe:fra", SourceSight.Failing);
        See("global-sign-in", "probe:nyc", SourceSight.Failing);
        await LookAsync();
        Assert.Equal(IncidentImpact.Critical, Assert.Single(_book.All).Impact);
    }

    [Fact]
    public async Task Resolving_WithoutARootCause_IsRefused()
    {
        string id = (await _book.OpenAsync("Slow sign-ins", IncidentImpact.Minor, [], IncidentStatus.Investigating, "We look.", false, "ops", TestContext.Current.CancellationToken)).Incident!.Id;
        _time.Advance(TimeSpan.FromMinutes(1));
        foreach (string? cause in (string?[])[null, "", "   short           "])
        {
            IncidentResult refused = await _book.UpdateAsync(id, IncidentStatus.Resolved, "Over.", cause, [], false, "ops", TestContext.Current.CancellationToken);
            Assert.Contains("root cause", refused.Refusal, StringComparison.Ordinal);
        }

        Assert.True(_book.Find(id)!.IsOpen);
        Assert.NotNull((await _book.UpdateAsync(id, IncidentStatus.Resolved, "Over.", "A certificate of the database had expired.", [], false, "ops", TestContext.Current.CancellationToken)).Incident);
        Assert.Equal(_time.GetUtcNow(), _book.Find(id)!.Resolved);
        Assert.Contains("resolved", (await _book.UpdateAsync(id, IncidentStatus.Monitoring, "Again.", null, [], false, "ops", TestContext.Current.CancellationToken)).Refusal, StringComparison.Ordinal);
        Assert.Equal(["system.incident.open", "system.incident.resolve"], _events.Lines.Select(static line => line.Split(' ')[0]));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, Incident.MaxMessageLength)]
    [InlineData(false, Incident.MaxMessageLength)]
    public async Task Updates_LeaveRoomForPeople_AndForTheEnd(bool isAutomatic, int length)
    {
        string text = new('ä', length); // Six chars each as it is kept.
        string id = (await _book.OpenAsync("Slow sign-ins", IncidentImpact.Minor, [], IncidentStatus.Investigating, "We look.", false, "ops", TestContext.Current.CancellationToken)).Incident!.Id;
        while ((await _book.UpdateAsync(id, null, text, null, [], isAutomatic, "ops", TestContext.Current.CancellationToken)).Incident is not null)
        {
            // More of them.
        }

        int most = isAutomatic ? Incident.MaxUpdates / 2 : Incident.MaxUpdates - 1;
        Assert.InRange(_book.Find(id)!.Updates.Count, length == 1 ? most : 2, most);
        Assert.Equal(isAutomatic, (await _book.UpdateAsync(id, null, text, null, [], false, "ops", TestContext.Current.CancellationToken)).Incident is not null);
        string longest = new('ä', Incident.MaxMessageLength);
        Assert.Equal("", (await _book.UpdateAsync(id, IncidentStatus.Resolved, longest, longest, [], false, "ops", TestContext.Current.CancellationToken)).Refusal);
        Assert.False(_book.Find(id)!.IsOpen);
    }

    public void Dispose() => _book.Dispose();

    private void See(string component, string source, SourceSight sight) => _sights[(component, source)] = sight;

    private Task LookAsync() => _watch.StepAsync(
        Plan, component => _sights.Where(sight => sight.Key.Component == component).ToDictionary(static sight => sight.Key.Source, static sight => sight.Value), static () => Task.FromResult(true), TestContext.Current.CancellationToken);
}
