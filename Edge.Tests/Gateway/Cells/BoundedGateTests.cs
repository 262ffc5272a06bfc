using Edge.Gateway.Cells.Routing;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Cells;

public sealed class BoundedGateTests
{
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private int _limit = 2;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gate_WhenFull_LetsThemInInOrder()
    {
        BoundedGate gate = Full();
        Task<GateRefusal>[] line = [Join(gate), Join(gate), Join(gate)];
        Assert.False(gate.TryEnter());
        Assert.All(line, static one => Assert.False(one.IsCompleted));
        gate.Exit();
        Assert.Equal(GateRefusal.None, await line[0]);
        Assert.False(line[1].IsCompleted);
        gate.Exit();
        Assert.Equal(GateRefusal.None, await line[1]);
        Assert.False(gate.TryEnter()); // One still waits: nobody overtakes.
        gate.Exit();
        Assert.Equal(GateRefusal.None, await line[2]);
        Assert.Equal((2, 0), (gate.Inside, gate.Queued));
    }

    [Fact]
    public async Task Line_WhenFull_TakesNobody()
    {
        BoundedGate gate = Full();
        _ = Join(gate, maxQueued: 1);
        Assert.Equal(GateRefusal.QueueFull, await Join(gate, maxQueued: 1));
        Assert.Equal(GateRefusal.QueueFull, await Join(Full(), maxQueued: 0));
    }

    [Fact]
    public async Task Wait_ThatIsTooLong_Ends_AndTakesNoPlace()
    {
        BoundedGate gate = Full();
        Task<GateRefusal> first = Join(gate);
        Task<GateRefusal> second = gate.EnterAsync(10, TimeSpan.FromSeconds(9), Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(GateRefusal.TimedOut, await first);
        gate.Exit();
        Assert.Equal(GateRefusal.None, await second);
    }

    [Fact]
    public async Task Wait_OfAClientThatLeaves_Ends()
    {
        BoundedGate gate = Full();
        using CancellationTokenSource client = new();
        Task<GateRefusal> waiting = gate.EnterAsync(10, TimeSpan.FromSeconds(1), client.Token).AsTask();
        await client.CancelAsync();
        Assert.Equal(GateRefusal.TimedOut, await waiting);
        Assert.Equal(0, gate.Queued);
    }

    [Fact]
    public async Task Gate_WithALargerLimit_LetsMoreInAtTheNextExit()
    {
        BoundedGate gate = Full();
        Task<GateRefusal>[] line = [Join(gate), Join(gate), Join(gate)];
        _limit = 4;
        gate.Exit();
        Assert.Equal([GateRefusal.None, GateRefusal.None, GateRefusal.None], await Task.WhenAll(line));
        Assert.Equal(4, gate.Inside);
    }

    [Fact]
    public async Task Gate_UnderManyThreads_NeverExceedsItsLimit_AndEndsEmpty()
    {
        _limit = 3;
        BoundedGate gate = new(() => _limit, TimeProvider.System);
        int inside = 0;
        int most = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                for (int round = 0; round < 2000; round++)
                {
                    if (!gate.TryEnter())
                    {
                        Assert.Equal(GateRefusal.None, await gate.EnterAsync(100, TimeSpan.FromMinutes(1), Token));
                    }

                    int now = Interlocked.Increment(ref inside);
                    InterlockedMax(ref most, now);
                    if (round % 7 == 0)
                    {
                        await Task.Yield();
                    }

                    Interlocked.Decrement(ref inside);
                    gate.Exit();
                }
            },
            Token)));
        Assert.InRange(most, 1, 3);
        Assert.Equal((0, 0), (gate.Inside, gate.Queued));
    }

    private static void InterlockedMax(ref int most, int now)
    {
        int seen = Volatile.Read(ref most);
        while (now > seen && Interlocked.CompareExchange(ref most, now, seen) is int other && other != seen)
        {
            seen = other;
        }
    }

    private static Task<GateRefusal> Join(BoundedGate gate, int maxQueued = 10) => gate.EnterAsync(maxQueued, TimeSpan.FromSeconds(1), Token).AsTask();

    private BoundedGate Full()
    {
        BoundedGate gate = new(() => _limit, _time);
        Assert.True(gate.TryEnter());
        Assert.True(gate.TryEnter());
        Assert.False(gate.TryEnter());
        return gate;
    }
}
