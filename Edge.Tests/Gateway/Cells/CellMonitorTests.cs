using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Health;
using Edge.Gateway.Cells.Routing;
using Edge.Tests.Gateway.Tls;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy;

namespace Edge.Tests.Gateway.Cells;

/// <summary>The steps of the monitor: probes when they are due, silence, late tries.</summary>
public sealed class CellMonitorTests : IDisposable
{
    private readonly CellBed _bed = new(CellBed.Policy, "unused");
    private readonly FakeProbe _probe = new();
    private readonly ConfigFolder _folder = new();
    private readonly LiveCells _cells;
    private readonly CellMonitor _monitor;

    public CellMonitorTests()
    {
        _cells = new LiveCells(_bed.Watch, new MemoryDecisionStore(_bed.Time));
        _monitor = new CellMonitor(_cells, _probe, new Lazy<IProxyStateLookup>(static () => throw new InvalidOperationException("Nothing is forwarded.")), _bed.Time, new RecordedLog<CellMonitor>());
    }

    private LiveCell Cell => _cells.All[0];

    [Fact]
    public async Task Probes_AreSpreadByATenth_AndNeverOverlap()
    {
        await LoadAsync("""{ "id": "a1", "address": "http://127.0.0.1:1" }""");
        Assert.False(_monitor.IsMet);
        Step(TimeSpan.Zero);
        Assert.Equal(1, _probe.Asked);
        Step(TimeSpan.FromSeconds(10)); // The first is still under way.
        Assert.Equal(1, _probe.Asked);
        _probe.Answer(ProbeResult.Answered(200));
        Step(TimeSpan.Zero);
        Assert.True(_monitor.IsMet);
        Assert.Equal(2, _probe.Asked); // It was due long ago.
        _probe.Answer(ProbeResult.Answered(200));
        Step(TimeSpan.FromMilliseconds(899));
        Assert.Equal(2, _probe.Asked);
        Step(TimeSpan.FromMilliseconds(202));
        Assert.Equal(3, _probe.Asked);
    }

    [Fact]
    public async Task Readiness_ComesWithTheFirstRound_WhateverItFound()
    {
        await LoadAsync("""{ "id": "a1", "address": "http://127.0.0.1:1" }, { "id": "b1", "address": "http://127.0.0.1:2" }""");
        Step(TimeSpan.Zero);
        _probe.Answer(new ProbeResult(0, TimedOut: true, "late"));
        Step(TimeSpan.Zero);
        Assert.False(_monitor.IsMet);
        _probe.Answer(new ProbeResult(0, TimedOut: false, "refused"));
        Step(TimeSpan.Zero);
        Assert.True(_monitor.IsMet);
        Assert.Equal(["a1"], Cell.Table.Usable.Select(static destination => destination.Id));
    }

    /// <summary>What the deciding probe says, and whether the destination and the requests that wait for it stay.</summary>
    [Theory]
    [InlineData(200, true)]
    [InlineData(503, true)] // It answers: it is for the other detectors.
    [InlineData(0, false)]
    public async Task Silence_WhileRequestsWait_IsDecidedByAProbe(int status, bool stays)
    {
        await LoadTwoAsync();
        (Attempt replayable, Attempt other) = (Wait(isReplayable: true), Wait(isReplayable: false));
        Step(TimeSpan.FromMilliseconds(250));
        Assert.Equal(2, _probe.Asked);
        Step(TimeSpan.FromMilliseconds(50));
        Assert.Equal(3, _probe.Asked);
        Assert.Equal(TimeSpan.FromMilliseconds(300), _probe.Patience);
        _probe.Answer(status == 0 ? new ProbeResult(0, TimedOut: true, "late") : ProbeResult.Answered(status));
        Assert.Equal(stays ? EjectionReason.None : EjectionReason.Silence, Cell.Table.All[0].Ejection);
        Assert.Equal((stays ? AttemptEnd.None : AttemptEnd.DestinationLost, AttemptEnd.None), (replayable.End, other.End));
    }

    [Fact]
    public async Task Silence_OfAnEndpointThatIsSlowByDesign_CostsFewProbes()
    {
        await LoadTwoAsync();
        Wait(isReplayable: true);
        for (int step = 0; step < 8; step++)
        {
            Step(TimeSpan.FromMilliseconds(100));
            if (_probe.Asked > 2)
            {
                _probe.AnswerAll(ProbeResult.Answered(200));
            }
        }

        Assert.Equal(4, _probe.Asked); // After 300 and 600 ms.
        Assert.Equal(2, Cell.Table.Usable.Length);
    }

    [Fact]
    public async Task Silence_OfAllAtOnce_EjectsNobody() // Then it is the gateway that stands still, or nobody is left to go to.
    {
        await LoadTwoAsync();
        Attempt[] waiting = [Wait(isReplayable: true), Wait(isReplayable: true, destination: 1)];
        Step(TimeSpan.FromMilliseconds(300));
        Assert.Equal(4, _probe.Asked);
        _probe.Answer(new ProbeResult(0, TimedOut: true, "late"));
        _probe.Answer(new ProbeResult(0, TimedOut: true, "late"));
        Assert.Equal(2, Cell.Table.Usable.Length);
        Assert.All(waiting, static attempt => Assert.Equal(AttemptEnd.None, attempt.End));
    }

    [Fact]
    public async Task Silence_OfADestinationThatAnswersOthers_IsNone()
    {
        await LoadTwoAsync();
        Wait(isReplayable: true);
        for (int step = 0; step < 8; step++)
        {
            Cell.Outliers.Answered(Cell.Table.All[0], 200, TimeSpan.FromMilliseconds(1), _bed.Time.GetTimestamp());
            Step(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(2, _probe.Asked);
    }

    [Fact]
    public async Task Silence_AfterAStepThatCameLate_IsNotBelieved()
    {
        await LoadTwoAsync();
        Wait(isReplayable: true);
        Step(TimeSpan.FromMilliseconds(850)); // The machine stood still, the gateway with it.
        Assert.Equal(2, _probe.Asked);
    }

    [Fact]
    public async Task Requests_ThatWaitForOneThatProbesFindUnreachable_GoElsewhere()
    {
        await LoadTwoAsync(""" "outlier": { "silence": "0ms" }, """);
        (Attempt replayable, Attempt other) = (Wait(isReplayable: true), Wait(isReplayable: false));
        for (int round = 0; round < 2; round++)
        {
            Step(TimeSpan.FromMilliseconds(1101));
            _probe.Answer(new ProbeResult(0, TimedOut: true, "late"));
            _probe.Answer(ProbeResult.Answered(200));
        }

        Assert.Equal((AttemptEnd.DestinationLost, AttemptEnd.None), (replayable.End, other.End));
    }

    [Fact]
    public async Task Tries_BeyondTheirTime_End()
    {
        await LoadAsync("""{ "id": "a1", "address": "http://127.0.0.1:1" }""", """ "retries": { "perTryTimeout": "250ms" }, """);
        Attempt first = Wait(isReplayable: false);
        Step(TimeSpan.FromMilliseconds(200));
        Attempt second = Wait(isReplayable: false);
        Step(TimeSpan.FromMilliseconds(100));
        Assert.Equal((AttemptEnd.PerTryTimeout, AttemptEnd.None), (first.End, second.End));
        await TestGateway.WaitUntilAsync(() => first.Token.IsCancellationRequested);
        Assert.False(second.Token.IsCancellationRequested);
    }

    public void Dispose()
    {
        _monitor.Dispose();
        _cells.Dispose();
        _folder.Dispose();
        _bed.Dispose();
    }

    private Attempt Wait(bool isReplayable, int destination = 0) => Wait(Cell.Table.All[destination], isReplayable);

    private Attempt Wait(LiveDestination destination, bool isReplayable)
    {
        Attempt attempt = new();
        attempt.Begin(_bed.Time.GetTimestamp(), isReplayable);
        destination.Enter();
        destination.Waiting.Add(attempt);
        return attempt;
    }

    private void Step(TimeSpan after)
    {
        _bed.Time.Advance(after);
        _monitor.StepOnce();
    }

    private async Task LoadTwoAsync(string settings = "")
    {
        await LoadAsync("""{ "id": "a1", "address": "http://127.0.0.1:1" }, { "id": "b1", "address": "http://127.0.0.1:2" }""", settings);
        Step(TimeSpan.Zero);
        _probe.Answer(ProbeResult.Answered(200));
        _probe.Answer(ProbeResult.Answered(200));
    }

    private async Task LoadAsync(string destinations, string settings = "")
    {
        _folder.With("cells.json", $$"""{ "cells": [ { "id": "na-1", {{settings}} "destinations": [ {{destinations}} ] } ] }""");
        await _cells.PrepareAsync(null, _folder.LoadGood(), TestContext.Current.CancellationToken);
    }

    private sealed class FakeProbe : IDestinationProbe
    {
        private readonly Queue<TaskCompletionSource<ProbeResult>> _open = new();

        public int Asked { get; private set; }

        public TimeSpan Patience { get; private set; }

        public Task<ProbeResult> ProbeAsync(LiveDestination destination, CellHealthSettings settings, TimeSpan timeout, CancellationToken cancellationToken)
        {
            (Asked, Patience) = (Asked + 1, timeout);
            TaskCompletionSource<ProbeResult> source = new(); // Goes on at once, on the test's thread.
            _open.Enqueue(source);
            return source.Task;
        }

        public void Answer(ProbeResult result) => _open.Dequeue().SetResult(result);

        public void AnswerAll(ProbeResult result)
        {
            while (_open.Count > 0)
            {
                Answer(result);
            }
        }
    }
}
