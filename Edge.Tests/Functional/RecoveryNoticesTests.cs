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
    public async Task Failover_IsToldWhileItsEventStillWaits()
    {
        Watching watching = new();
        await using TestGateway gateway = await TestGateway.StartAsync(
            static config => config.Tenants["tenants"]![0]!["drCell"] = "eu-1", configure: builder => builder.Services.AddSingleton<INotifier>(watching));
        watching.Decisions = gateway.Services.GetRequiredService<LocalDecisions>();
        ControlClient control = new(gateway);
        foreach (string order in (string[])["failover", "failback"])
        {
            await control.DoAsync($"dr/{order}", """{ "domains": ["acme.localhost"] }""");
            (string type, string id, string waiting) = Assert.Single(watching.Told);
            Assert.Equal(($"system.dr.{order}", waiting), (type, id)); // A node that dies here has one of the two, or both by one identity.
            watching.Told.Clear();
        }
    }

    private static DecisionChange Told(string tenant, string to) => new(DecisionKeys.TenantFailover(tenant), to)
    {
        Events = [new EdgeEvent("system.dr.failover", EventSeverity.Warn, "ops-1", tenant, EventOutcome.Success, "drill") { Tenant = tenant }],
    };

    /// <summary>Remembers which event waited when somebody was told.</summary>
    private sealed class Watching : INotifier
    {
        public LocalDecisions? Decisions { get; set; }

        public List<(string Type, string Id, string Waiting)> Told { get; } = [];

        public void Notify(Notification notification) =>
            Told.Add((notification.Type, notification.Id, string.Join(',', Decisions!.ReadUntold(10).Events.Select(static one => one.Id))));
    }
}
