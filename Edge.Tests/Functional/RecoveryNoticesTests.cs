using System.Text.Json.Nodes;
using Edge.Gateway.Events;
using Edge.Gateway.Notifications;
using Edge.Gateway.State;
using Edge.Tests.Gateway.Cells.Upgrades;
using Edge.Tests.Gateway.State;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>Super admins hear of a failover, also when the node dies at any moment after its decision.</summary>
public sealed class RecoveryNoticesTests
{
    [Fact]
    public async Task Failover_OfAnEarlierRunThatDidNotTell_IsToldAtTheStart_ByItsIdentity()
    {
        using StateBed state = new();
        state.Time.Advance(DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()) - state.Time.GetUtcNow()); // The gateway's clock is the real one, and what is a day old is not told any more.
        string[] tenants = ["acme", "globex"];
        state.Decisions.Decide([.. tenants.Select(static tenant => Told(tenant, "na-2"))], "ops-1", "drill", 0);
        state.Decisions.Decide([new DecisionChange("fleet/mode", "read-only") { Events = [new EdgeEvent("system.fleet.read_only", EventSeverity.Warn, "ops-1", "fleet", EventOutcome.Success)] }], "ops-1", "", 0);
        EdgeEvent[] left = [.. state.Decisions.ReadUntold(10).Events];
        Assert.Equal(3, left.Length);
        state.Close(); // As a crash between the decision and whatever follows.
        RecordedNotifications notified = new();
        await using TestGateway gateway = await TestGateway.StartAsync(
            config => config.Edge["state"] = new JsonObject { ["path"] = state.Settings.Folder }, configure: builder => builder.Services.AddSingleton<INotifier>(notified));
        Notification one = Assert.Single(notified.All);
        Assert.Equal(EventIdentity.Of("system.dr.failover", $"{left[0].Id}\n{left[1].Id}").ToString(), one.Id);
        Assert.Equal(("system.dr.failover", "ops-1", 2, state.Time.GetUtcNow()), (one.Type, one.Actor, one.TargetCount, one.Time));
        Assert.Equal(["acme.localhost", "globex.localhost"], one.Targets);
    }

    [Fact]
    public async Task Failover_AndFailback_AreToldOnce_ByTheIdentityOfTheirEvent()
    {
        RecordedNotifications notified = new();
        await using TestGateway gateway = await TestGateway.StartAsync(
            static config => config.Tenants["tenants"]![0]!["drCell"] = "eu-1", configure: builder => builder.Services.AddSingleton<INotifier>(notified));
        ControlClient control = new(gateway);
        foreach (string order in (string[])["failover", "failback"])
        {
            await control.DoAsync($"dr/{order}", """{ "domains": ["acme.localhost"], "reason": "drill" }""");
            await control.DoAsync($"dr/{order}", """{ "domains": ["acme.localhost"] }"""); // It is so already.
            LoggedEvent logged = Assert.Single(gateway.Services.GetRequiredService<EventLog>().Since(DateTimeOffset.MinValue, 1000), logged => logged.Event.EventType == $"system.dr.{order}");
            Notification one = Assert.Single(notified.All);
            Assert.Equal(($"system.dr.{order}", logged.Id.ToString(), "drill", "acme.localhost"), (one.Type, one.Id, one.Reason, one.Targets[0]));
            notified.All.Clear();
        }
    }

    private static DecisionChange Told(string tenant, string to) => new(DecisionKeys.TenantFailover(tenant), to)
    {
        Events = [new EdgeEvent("system.dr.failover", EventSeverity.Warn, "ops-1", tenant, EventOutcome.Success, "drill") { Tenant = tenant }],
    };
}
