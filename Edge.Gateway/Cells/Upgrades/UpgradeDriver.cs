using System.Collections.Concurrent;
using Edge.Gateway.Cells.Control;
using Edge.Gateway.Cells.Upgrades.Phases;
using Edge.Gateway.Cells.Upgrades.Plans;
using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.Notifications;
using Edge.Gateway.State;

namespace Edge.Gateway.Cells.Upgrades;

/// <summary>Moves upgrades on: each move is one decision with all its effects, so that a node that dies leaves an upgrade exactly between two of them.</summary>
/// <remarks>
/// In a fleet the holder of the upgrade's lease drives; the others look whether it is still there. Only the driver writes an upgrade's
/// state, and operators' orders reach it as decisions of their own: neither overwrites the other.
/// </remarks>
internal sealed partial class UpgradeDriver(
    SnapshotStore snapshots,
    IDecisionStore decisions,
    IUpgradeLease lease,
    UpgradeSights sights,
    IEnumerable<IUpgradePhase> phases,
    ControlTurn turn,
    ControlJournal journal,
    UpgradeMetrics metrics,
    INotifier notifier,
    TimeProvider time,
    ILogger<UpgradeDriver> logger) : BackgroundService
{
    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // Identities of events that are remembered, so that the log need not sort them out.
    private const int MaxTold = 10_000;

    private readonly Dictionary<UpgradePhase, IUpgradePhase> _phases = phases.ToDictionary(static phase => phase.Phase);
    private readonly ConcurrentDictionary<string, UpgradeWork> _works = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, bool> _told = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _since = new(StringComparer.Ordinal);

    /// <summary>One look at all upgrades: tells the fleet what this node sees, starts work where none is under way, and breaks off what an order or the loss of the lease ends.</summary>
    public async Task StepAsync()
    {
        await sights.ExchangeAsync(); // Whoever drives wants to know.
        DecisionSet current = decisions.Current;
        foreach (UpgradeRun run in UpgradeRuns.All(current).Where(static run => !run.HasEnded))
        {
            UpgradeWork work = _works.GetOrAdd(run.Id, static _ => new UpgradeWork());
            if (!work.IsBusy)
            {
                work.Begin(token => DriveSafelyAsync(run.Id, token));
            }
            else if (UpgradeCodec.TryOrder(current.Find(DecisionKeys.UpgradeOrder(run.Id)))?.Aborts(run) == true || !await lease.HoldAsync(run.Id))
            {
                work.Cancel();
            }
        }

        foreach (string id in _works.Where(work => !work.Value.IsBusy && UpgradeRuns.Find(current, work.Key)?.HasEnded != false).Select(static work => work.Key))
        {
            _since.TryRemove(id, out _);
            if (_works.TryRemove(id, out UpgradeWork? work))
            {
                work.Dispose();
            }
        }
    }

    /// <summary>Looks once at one upgrade, and moves it on if it is ready.</summary>
    /// <returns>Whether it moved.</returns>
    /// <exception cref="IOException">The move could not be kept, and did not happen.</exception>
    public async Task<bool> DriveAsync(string id, CancellationToken cancellationToken)
    {
        if (UpgradeRuns.Find(decisions.Current, id) is not { HasEnded: false } run || !await lease.HoldAsync(id))
        {
            _since.TryRemove(id, out _); // Whoever has the lease, it is not this node.
            return false;
        }

        if (_since.TryAdd(id, time.GetUtcNow()))
        {
            await TellAsync(run); // What the driver before did not come to tell.
        }

        if (UpgradeRuns.OfCell(decisions.Current, run.Cell) != id)
        {
            UpgradeRun overruled = run with { Status = UpgradeStatus.Aborted, AbortedBy = UpgradeEvents.Driver, Detail = "another node's decision about this cell overruled it; look at the cell's mode and weights.", Ended = time.GetUtcNow() };
            return await MoveAsync(run, new UpgradeTurn(overruled, []));
        }

        if (decisions.Current.Find(DecisionKeys.UpgradeOrder(id)) is { } decision)
        {
            return await ObeyAsync(run, UpgradeCodec.TryOrder(decision));
        }

        return run.Status == UpgradeStatus.Running && !(run.NotBefore > time.GetUtcNow()) && await WorkAsync(run, cancellationToken);
    }

    /// <summary>Takes up an operator's order now, if this node drives; breaks off what the order ends.</summary>
    /// <exception cref="IOException">The move could not be kept; the next look tries it again.</exception>
    public async Task HurryAsync(string id)
    {
        DecisionSet current = decisions.Current;
        if (UpgradeRuns.Find(current, id) is { HasEnded: false } run && current.Find(DecisionKeys.UpgradeOrder(id)) is { } decision && await lease.HoldAsync(id))
        {
            UpgradeOrder? order = UpgradeCodec.TryOrder(decision);
            if (order?.Aborts(run) == true && _works.TryGetValue(id, out UpgradeWork? work))
            {
                work.Cancel();
            }

            await ObeyAsync(run, order);
        }
    }

    /// <summary>Writes the events that an upgrade's state tells of, and were not written by this process yet.</summary>
    public async Task TellAsync(UpgradeRun run)
    {
        if (_told.Count > MaxTold)
        {
            _told.Clear(); // Told again, an event is kept once all the same.
        }

        EdgeEvent[] news = [.. UpgradeEvents.Of(run).Where(edgeEvent => _told.TryAdd(edgeEvent.Id!.Value, true))];
        foreach (EdgeEvent edgeEvent in news)
        {
            journal.Write(edgeEvent);
        }

        if (news.Length > 0)
        {
            await journal.FlushAsync();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        bool isFirst = true;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    if (snapshots.CurrentOrNull is { } snapshot)
                    {
                        await (isFirst ? TellEndedAsync(snapshot) : Task.CompletedTask);
                        isFirst = false;
                        await StepAsync();
                    }
                }
                catch (Exception exception)
                {
                    LogLookFailed(exception); // A bug; the node serves on, and the next look tries again.
                }
            }
        }
        finally
        {
            await Task.WhenAll(_works.Values.Select(static work => work.EndAsync()));
        }
    }

    // The last move of an upgrade may have been decided, and its event not written, when this node died.
    private async Task TellEndedAsync(EdgeSnapshot snapshot)
    {
        string node = snapshot.Get<NodeSettings>().Id;
        foreach (UpgradeRun run in UpgradeRuns.All(decisions.Current).Where(run => run.Driver == node && run.Ended > time.GetUtcNow().AddDays(-1)))
        {
            await TellAsync(run);
        }
    }

    private async Task DriveSafelyAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            while (await DriveAsync(id, cancellationToken))
            {
                // One move often makes the next possible.
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping, aborted, or another node drives.
        }
        catch (Exception exception)
        {
            LogFailed(id, exception); // Such as a decision that could not be kept; the next look tries again.
        }
    }

    private async Task<bool> ObeyAsync(UpgradeRun run, UpgradeOrder? order)
    {
        UpgradeTurn? turn = null;
        if (order?.Aborts(run) == true)
        {
            turn = UpgradeMachine.Abort(run, order, time.GetUtcNow());
        }
        else if (order?.Approves(run) == true)
        {
            turn = PlanOf(run) is { } plan ? UpgradeMachine.Approve(run, plan, order, time.GetUtcNow()) : null;
        }

        return await MoveAsync(run, turn ?? new UpgradeTurn(run, []), new DecisionChange(DecisionKeys.UpgradeOrder(run.Id), null));
    }

    private async Task<bool> WorkAsync(UpgradeRun run, CancellationToken cancellationToken)
    {
        if (PlanOf(run) is not { } plan || !snapshots.Current.Get<CellTable>().TryGet(run.Cell, out Cell? cell))
        {
            return await MoveAsync(run, UpgradeMachine.Fail(run, "its cell is not configured any more, or its plan cannot be read", time.GetUtcNow()));
        }

        DateTimeOffset since = _since.GetOrAdd(run.Id, time.GetUtcNow());
        IReadOnlyList<UpgradeSight>? others = run.Phase is UpgradePhase.Empty or UpgradePhase.Gate ? await sights.ExchangeAsync() : [];
        PhaseLook look = new(run, plan[run.Step], cell, others?.Where(other => other.Upgrade == run.Id).ToArray(), since > run.PhaseStarted ? since : run.PhaseStarted);
        PhaseResult result = await _phases[run.Phase].LookAsync(look, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (result.Call is { } call)
        {
            metrics.Called(run.Step, result.Outcome is PhaseOutcome.Passed or PhaseOutcome.Pending);
            run = run.WithCurrent(record => record with { Note = result.Note, Calls = [.. record.Calls.Append(call).TakeLast(UpgradeStepRecord.MaxCalls)] });
        }

        DateTimeOffset now = time.GetUtcNow();
        return result.Outcome switch
        {
            PhaseOutcome.Passed => await MoveAsync(look.Run, UpgradeMachine.Pass(run, plan, now)),
            PhaseOutcome.Failed => await MoveAsync(look.Run, UpgradeMachine.Fail(run, result.Note, now)),
            PhaseOutcome.Retry => await MoveAsync(look.Run, new UpgradeTurn(run with { Attempts = run.Attempts + 1, NotBefore = now + result.RetryAfter }, [])),
            _ => result.Call is not null && await MoveAsync(look.Run, new UpgradeTurn(run with { NotBefore = now + result.RetryAfter }, [])),
        };
    }

    // All or nothing, and only from the state that was looked at.
    private async Task<bool> MoveAsync(UpgradeRun before, UpgradeTurn move, params IReadOnlyList<DecisionChange> more)
    {
        UpgradeRun run = move.Run with { Driver = snapshots.Current.Get<NodeSettings>().Id };
        using (await turn.TakeAsync(CancellationToken.None))
        {
            if (!await lease.HoldAsync(run.Id) || UpgradeRuns.Find(decisions.Current, run.Id) is not { } now || UpgradeCodec.Encode(now) != UpgradeCodec.Encode(before))
            {
                return false; // Another node drives, and went on meanwhile.
            }

            DecisionChange[] changes = [new DecisionChange(DecisionKeys.Upgrade(run.Id), UpgradeCodec.Encode(run)), .. move.Effects, .. more];
            await decisions.DecideAsync(changes, UpgradeEvents.Driver, $"upgrade {run.Id}: {run.Step.Word()}", CancellationToken.None, _ => Notify(run));
        }

        await TellAsync(run);
        if (run.HasEnded)
        {
            metrics.Ended(run.Status);
        }

        if (run.HasEnded || run.Status == UpgradeStatus.Blocked)
        {
            LogStopped(run.Id, run.Cell, run.Status, run.Detail);
        }
        else
        {
            LogAdvanced(run.Id, run.Cell, run.Step.Word(), run.Phase);
        }

        return true;
    }

    // Nobody may be looking: a blocked upgrade leaves its cell with half of its room.
    private void Notify(UpgradeRun run)
    {
        if (run.Status is not (UpgradeStatus.Blocked or UpgradeStatus.RolledBack))
        {
            return;
        }

        string type = run.Status == UpgradeStatus.Blocked ? "system.upgrade.failed" : "system.upgrade.rolled_back";
        string id = EventIdentity.Of(type, $"{run.Id}\n{run.Step}\n{run.Current.Round}").ToString(); // A receiver that gets it twice sees so.
        notifier.Notify(new Notification(id, type, time.GetUtcNow(), $"Upgrade of cell {run.Cell} stopped at {run.Step.Word()}", UpgradeEvents.Driver, [run.Cell], 1, run.Detail));
    }

    private static UpgradePlan? PlanOf(UpgradeRun run) => UpgradePlanReader.ReadKept(run.Plan, run.PlanText);

    [LoggerMessage(EdgeEvents.UpgradeAdvanced, LogLevel.Information, "Upgrade {Upgrade} of cell {Cell} is at {Step}: {Phase}.")]
    private partial void LogAdvanced(string upgrade, string cell, string step, UpgradePhase phase);

    [LoggerMessage(EdgeEvents.UpgradeStopped, LogLevel.Warning, "Upgrade {Upgrade} of cell {Cell} is {Status}. {Detail}")]
    private partial void LogStopped(string upgrade, string cell, UpgradeStatus status, string detail);

    [LoggerMessage(EdgeEvents.UpgradeLookFailed, LogLevel.Error, "A look at the upgrades failed.")]
    private partial void LogLookFailed(Exception exception);

    [LoggerMessage(EdgeEvents.UpgradeDriveFailed, LogLevel.Error, "A move of upgrade {Upgrade} failed, and is tried again.")]
    private partial void LogFailed(string upgrade, Exception exception);
}
