using System.Text.Json.Nodes;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Demo;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Edge.Tests.Functional;

/// <summary>Cells that are failed over by the gateway itself.</summary>
[Collection(Alone.Name)] // Nodes wait for Redis a few ms and no longer: other tests must not take the processor.
public sealed class AutoFailoverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cell_LostForLongEnough_IsFailedOverOnceAndNeverBack()
    {
        ShiftedTime time = new();
        await using TestGateway gateway = await TestGateway.StartAsync(WithAutoFailover, builder => builder.Services.AddSingleton<TimeProvider>(time));
        ControlClient control = new(gateway);
        await KillAsync(gateway, control, "na-1");
        await Auto(gateway).StepAsync();
        Assert.Empty(control.Events("system.dr.failover"));
        time.Advance(TimeSpan.FromMinutes(2));
        await TestGateway.WaitUntilAsync(() => control.Events("system.dr.failover").Length > 0);
        Assert.Equal(
            ("acme", "auto-failover", "from na-1 to eu-1: no destination of na-1 was healthy for 60 s, as 1 of 1 nodes see it"),
            Assert.Single(control.Events("system.dr.failover")) is var written ? (written.Target, written.Actor, written.Reason!) : default);
        Assert.Equal("eu-1", (string?)JsonNode.Parse(await gateway.Client.GetStringAsync("/echo", Token))!["cell"]);

        await gateway.Cells["na-1-a1"].StartAsync(Token);
        await TestGateway.WaitUntilAsync(async () => (int)(await control.GetAsync("cells/na-1"))["available"]! > 0);
        await KillAsync(gateway, control, "eu-1"); // The other one now: nothing may move, neither to the dead nor away from where people put it.
        await Auto(gateway).StepAsync();
        time.Advance(TimeSpan.FromHours(1));
        await Auto(gateway).StepAsync();
        Assert.Empty(control.Events("system.dr.failback"));
        Assert.True((bool)(await control.GetAsync("dr/status/acme.localhost"))["status"]![0]!["isFailedOver"]!);
    }

    [Fact]
    public async Task Cell_LostByAMinority_StaysWhereItIs()
    {
        ShiftedTime time = new();
        FixedQuorum quorum = new() { Nodes = 3 };
        await using TestGateway gateway = await TestGateway.StartAsync(
            WithAutoFailover, builder => builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<IFailoverQuorum>(quorum));
        ControlClient control = new(gateway);
        await KillAsync(gateway, control, "na-1");
        await Auto(gateway).StepAsync();
        time.Advance(TimeSpan.FromMinutes(2));
        await TestGateway.WaitUntilAsync(() => quorum.LostTold > 2);
        Assert.Empty(control.Events("system.dr.failover"));
        quorum.Others = 1; // Two of three.
        await TestGateway.WaitUntilAsync(() => control.Events("system.dr.failover").Length == 1);
    }

    [Fact]
    public async Task Quorum_OverRedis_CountsLivingNodesAndLetsOneLead()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        ManualTime time = new(DateTimeOffset.UnixEpoch); // It stands still: an answer may take as long as it takes.
        FleetQuorum[] nodes = [.. Enumerable.Range(0, 3).Select(index => new FleetQuorum(() => $"node-{index}", static () => true, () => connection.GetDatabase(), time, NullLogger<FleetQuorum>.Instance))];
        await nodes[0].VoteAsync([]);
        await nodes[1].VoteAsync(["na-1", "eu-1"]);
        QuorumView view = (await nodes[2].VoteAsync(["na-1"]))!;
        Assert.Equal((3, 2, 1), (view.Nodes, view.Votes["na-1"], view.Votes["eu-1"]));
        Assert.True(view.HasLost("na-1"));
        Assert.False(view.HasLost("eu-1"));
        Assert.False(view.HasLost("na-2"));
        Assert.Single(await Task.WhenAll(nodes.Select(static node => node.TryLeadAsync())), static leads => leads);

        // Two fall silent: their votes are gone, they are not. Not even when Redis forgets all.
        foreach (string key in (string[])["edge:{dr}:nodes", "edge:{dr}:members"])
        {
            await connection.GetDatabase().KeyDeleteAsync(key);
        }

        view = (await nodes[2].VoteAsync(["na-1"]))!;
        Assert.Equal((3, 1, false), (view.Nodes, view.Votes["na-1"], view.HasLost("na-1")));
        await nodes[1].VoteAsync([]);
        await nodes[1].LeaveAsync(); // One that stops in order is not counted: by those that knew it until it is back, and by who comes new.
        Assert.Equal(2, (await nodes[2].VoteAsync(["na-1"]))!.Nodes);
        await nodes[1].VoteAsync([]);
        Assert.Equal(3, (await nodes[2].VoteAsync(["na-1"]))!.Nodes);
        await nodes[1].LeaveAsync();
        FleetQuorum fresh = new(static () => "node-2", static () => true, () => connection.GetDatabase(), time, NullLogger<FleetQuorum>.Instance);
        view = (await fresh.VoteAsync(["na-1"]))!;
        Assert.True(view.HasLost("na-1"));
        time.Advance(FleetQuorum.MemberExpiry + TimeSpan.FromSeconds(1));
        view = (await nodes[2].VoteAsync(["na-1"]))!;
        Assert.True(view.HasLost("na-1"));

        await redis.KillAsync();
        FleetQuorum alone = new(static () => "node-9", static () => true, static () => null, TimeProvider.System, NullLogger<FleetQuorum>.Instance);
        Assert.Null(await alone.VoteAsync(["na-1"]));
        Assert.False(await alone.TryLeadAsync());
    }

    [Fact]
    public async Task Cell_WhoseTenantsHaveNoRoomElsewhere_IsNotLedFor()
    {
        ShiftedTime time = new();
        FixedQuorum quorum = new() { Nodes = 1 };
        await using TestGateway gateway = await TestGateway.StartAsync(
            static config =>
            {
                WithAutoFailover(config);
                config.Cells["cells"]![1]!["requestsPerSecond"] = 10;
                config.Tenants["tenants"]![0]!["requestsPerSecond"] = 60;
            },
            builder => builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<IFailoverQuorum>(quorum));
        await KillAsync(gateway, new ControlClient(gateway), "na-1");
        await Auto(gateway).StepAsync();
        time.Advance(TimeSpan.FromMinutes(2));
        await TestGateway.WaitUntilAsync(() => quorum.LostTold > 2);
        await Auto(gateway).StepAsync();
        Assert.False(quorum.WasAskedToLead);
    }

    private static AutoFailover Auto(TestGateway gateway) => gateway.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<AutoFailover>().Single();

    private static void WithAutoFailover(TestConfig config)
    {
        config.Cells["cells"]![0]!["autoFailover"] = true;
        config.Cells["cells"]![0]!["autoFailoverAfter"] = "1m";
        config.Cells["cells"]![1]!["autoFailover"] = true;
        config.Tenants["tenants"]![0]!["drCell"] = "eu-1";
        config.Tenants["tenants"]![1]!["drCell"] = "na-1";
    }

    private static async Task KillAsync(TestGateway gateway, ControlClient control, string cell)
    {
        foreach (DemoDestination destination in gateway.Cells.InCell(cell))
        {
            await destination.KillAsync();
        }

        await TestGateway.WaitUntilAsync(async () => (int)(await control.GetAsync($"cells/{cell}"))["available"]! == 0);
    }

    private sealed class FixedQuorum : IFailoverQuorum
    {
        private int _lostTold;

        public int Nodes { get; init; }

        public int Others { get; set; }

        public int LostTold => Volatile.Read(ref _lostTold);

        public Task<QuorumView?> VoteAsync(IReadOnlyCollection<string> lost)
        {
            Interlocked.Add(ref _lostTold, lost.Count);
            return Task.FromResult<QuorumView?>(new QuorumView(Nodes, lost.ToDictionary(static cell => cell, _ => 1 + Others, StringComparer.Ordinal)));
        }

        public bool WasAskedToLead { get; private set; }

        public Task<bool> TryLeadAsync()
        {
            WasAskedToLead = true;
            return Task.FromResult(true);
        }

        public Task LeaveAsync() => Task.CompletedTask;
    }
}
