using System.Net;
using Edge.LoadTests.Demo;
using Edge.LoadTests.Engine;
using Edge.LoadTests.Http;
using Edge.LoadTests.Measuring;
using Edge.Tests.TestKit;

namespace Edge.Tests.Load;

/// <summary>The engine against real sockets. With a connection for each request all that are due are sent, however late the machine is.</summary>
public sealed class LoadRunTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Inject_WhileTheServerStallsOnce_CountsTheWaitOfAllThatWereDue()
    {
        await using var origin = new StallingOrigin(stallAt: 20);
        using LoadRun run = Run(origin.Address, [new Inject(200, Second), new Pause(TestGateway.Patience)], connections: 1, timeout: TestGateway.Patience);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task load = run.RunAsync(enough.Token);
        await TestGateway.WaitUntilAsync(() => origin.Requests == 20);
        TimeSpan held = run.Elapsed;
        await TestGateway.WaitUntilAsync(() => run.Elapsed >= held + (0.5 * Second));
        origin.LetGo.SetResult();
        await TestGateway.WaitUntilAsync(() => run.Recorders.Single().Answered == 200 && run.Elapsed > Second);
        await enough.CancelAsync();
        await load;

        // 40 of the 200 were due from 0.1 s to 0.3 s and could not be answered before 0.6 s, or more and later. Who waits for answers before
        // asking again would have seen one slow request of 200: its 90 % would be as if nothing had happened.
        (_, IReadOnlyList<StepResult> steps, GeneratorResult generator) = run.Summarise();
        Assert.Equal(200, steps[0].Requests);
        Assert.InRange(steps[0].Latency.P90, 300, 60_000);
        Assert.Equal(200, steps[0].IntendedRate);
        Assert.True(generator.StarvedPercent >= 40);
    }

    [Fact]
    public async Task Inject_ThatNobodyAnswersUntilTheEnd_CountsWhatWasNeverSent()
    {
        await using var origin = new StallingOrigin(stallAt: 1);
        using LoadRun run = Run(origin.Address, [new Inject(100, 0.3 * Second)], connections: 1, timeout: 0.4 * Second);
        await run.RunAsync(TestContext.Current.CancellationToken);
        StepResult step = run.Summarise().Steps[0];
        Assert.Equal((30, 30, 0), (step.Requests, step.Failed, step.Answered));
        Assert.Equal(30, step.Failures.Values.Sum());
        Assert.Equal(29, step.Failures["notSent"]);
        Assert.Equal(1, step.Failures["timeout"]);
        Assert.Equal(100, step.FailedPercent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Inject_OverKeptConnections_SendsEachOnceOverAsManyAsSaid(int threads)
    {
        await using var origin = new StallingOrigin(stallAt: 0);
        using LoadRun run = Run(origin.Address, [new Inject(400, 0.5 * Second)], connections: 6, threads: threads);
        await run.RunAsync(TestContext.Current.CancellationToken);
        StepResult step = run.Summarise().Steps[0];
        Assert.Equal(200, step.Requests);
        Assert.Equal(200, step.Answered + step.Failures.GetValueOrDefault("notSent")); // More than six that are due at the end, on a busy machine, find no free connection.
        Assert.Equal((step.Answered, step.Answered, 6), (step.Statuses["200"], origin.Requests, origin.Connections));
        Assert.Equal(200, step.Series.Sum(static point => point.Requests));
    }

    [Fact]
    public async Task Inject_OverNewConnections_OpensOneForEach()
    {
        await using var origin = new StallingOrigin(stallAt: 0);
        using LoadRun run = Run(origin.Address, [new Inject(100, 0.5 * Second)], connections: 50, isNew: true);
        await run.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(50, run.Summarise().Steps[0].Answered);
        Assert.Equal((50, 50), (origin.Requests, origin.Connections));
    }

    [Fact]
    public async Task KeepConstant_AsksAgainWhenAnswered()
    {
        await using var origin = new StallingOrigin(stallAt: 0);
        using LoadRun run = Run(origin.Address, [new KeepConstant(4, TestGateway.Patience)], connections: 1);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task load = run.RunAsync(enough.Token);
        await TestGateway.WaitUntilAsync(() => origin.Requests > 12);
        await enough.CancelAsync();
        await load;
        StepResult step = run.Summarise().Steps[0];
        Assert.True(step.Answered > 4);
        Assert.Equal((0, 4), (step.Failed, origin.Connections));
        Assert.Null(step.IntendedRate);
    }

    [Fact]
    public async Task WarmUp_IsSentAndNotCounted()
    {
        await using var origin = new StallingOrigin(stallAt: 0);
        using LoadRun run = Run(origin.Address, [new Inject(100, 0.2 * Second)], connections: 50, warmUp: 0.3 * Second);
        await run.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(20, run.Summarise().Steps[0].Answered);
        Assert.Equal(50, origin.Requests);
    }

    [Fact]
    public async Task Steps_OfAnIteration_FollowEachOther_AndEndWithTheFirstFailure()
    {
        await using var origin = new StallingOrigin(stallAt: 0);
        Step first = new("first", [LoadRequest.Get("a", "/")]);
        Step second = new("second", [LoadRequest.Get("a", "/")]) { Expects = static status => status == 201 };
        Step third = new("third", [LoadRequest.Get("a", "/")]);
        using var run = new LoadRun([new Scenario("s", [first, second, third], [new Inject(100, 0.2 * Second)])], new LoadTarget(origin.Address, false, false, false), TimeSpan.Zero, 20, 1);
        await run.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(20, 0), (20, 20), (0, 0)], run.Summarise().Steps.Select(static step => ((int)step.Answered, (int)step.Failed)));
    }

    [Fact]
    public async Task Inject_ToAPortWhereNobodyListens_FailsToConnect()
    {
        using LoadRun run = Run(new IPEndPoint(IPAddress.Loopback, FreePorts.Take(1)[0]), [new Inject(50, 0.2 * Second)], connections: 10);
        await run.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(10, run.Summarise().Steps[0].Failures["connect"]);
    }

    [Fact]
    public async Task KeepConstant_ToAPortWhereNobodyListens_DoesNotAskWithoutPause()
    {
        using LoadRun run = Run(new IPEndPoint(IPAddress.Loopback, FreePorts.Take(1)[0]), [new KeepConstant(4, 0.3 * Second)], connections: 4);
        await run.RunAsync(TestContext.Current.CancellationToken);
        Assert.InRange(run.Summarise().Steps[0].Failures["connect"], 1, 31); // One in 10 ms.
    }

    private static LoadRun Run(IPEndPoint address, LoadSimulation[] load, int connections, int threads = 1, bool isNew = false, TimeSpan? warmUp = null, TimeSpan? timeout = null) =>
        new([new Scenario("only", [new Step("read", [LoadRequest.Get("a.localhost", "/")])], load)],
            new LoadTarget(address, IsTls: false, IsHttp2: false, isNew) { Timeout = timeout ?? TimeSpan.FromSeconds(30) }, warmUp ?? TimeSpan.Zero, connections, threads);
}
