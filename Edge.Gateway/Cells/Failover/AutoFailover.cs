using System.Collections.Concurrent;
using System.Globalization;
using Edge.Gateway.Cells.Control;
using Edge.Gateway.Cells.DisasterRecovery;
using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Failover;

/// <summary>Fails the tenants of a lost cell over by itself, where <c>autoFailover</c> says so and most nodes have lost it too. Failing back is left to people.</summary>
/// <remarks>
/// Tenants move by the same rules as by hand: to a DR cell that is alive and has room, within their jurisdictions, so never from one dead
/// cell to another. One cell at a time: after one the fleet waits for <see cref="Pause"/>, whatever else is lost.
/// </remarks>
internal sealed partial class AutoFailover(
    SnapshotStore snapshots, CellDirector director, RecoveryService recovery, IFailoverQuorum quorum, TimeProvider time, ILogger<AutoFailover> logger) : BackgroundService
{
    /// <summary>Name in events.</summary>
    public const string Actor = "auto-failover";

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Least time between two automatic failovers of a fleet: who fails over all the time serves nobody.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, long> _lostSince = new(StringComparer.Ordinal);

    /// <summary>One look at the cells.</summary>
    public async Task StepAsync()
    {
        EdgeSnapshot snapshot = snapshots.Current;
        CellTable cells = snapshot.Get<CellTable>();
        Cell[] watched = [.. cells.Cells.Where(static cell => cell.AutoFailoverAfter is not null)];
        if (watched.Length == 0)
        {
            return;
        }

        Cell[] lost = [.. watched.Where(IsLost)];
        QuorumView? view = await quorum.VoteAsync([.. lost.Select(static cell => cell.Id)]);
        foreach (Cell cell in lost.Where(cell => view?.HasLost(cell.Id) == true))
        {
            Tenant[] tenants = [.. snapshot.Get<TenantDirectory>().Tenants.Where(tenant => CanMove(cells, tenant, cell))];
            if (recovery.CanFailOverAny(tenants) && await quorum.TryLeadAsync()) // Who leads for nothing keeps others from it for the pause.
            {
                string reason = string.Create(
                    CultureInfo.InvariantCulture, $"no destination of {cell.Id} was healthy for {cell.AutoFailoverAfter!.Value.TotalSeconds:0.#} s, as {view!.Votes[cell.Id]} of {view.Nodes} nodes see it");
                await recovery.FailoverAsync(tenants, new ControlOrder(Actor, reason, Force: false), CancellationToken.None);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await quorum.LeaveAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (snapshots.CurrentOrNull is not null)
                {
                    await StepAsync();
                }
            }
            catch (Exception exception)
            {
                LogFailed(exception); // Such as a decision that could not be kept; the next look tries again.
            }
        }
    }

    // A cell that operators drained is not lost.
    private bool IsLost(Cell cell)
    {
        if (cell.Live.Table is not { Eligible: > 0, Healthy: 0 })
        {
            _lostSince.TryRemove(cell.Id, out _);
            return false;
        }

        return time.GetElapsedTime(_lostSince.GetOrAdd(cell.Id, time.GetTimestamp())) >= cell.AutoFailoverAfter;
    }

    private bool CanMove(CellTable cells, Tenant tenant, Cell from) =>
        ReferenceEquals(director.Assign(cells, tenant).Cell, from) && !recovery.IsFailedOver(tenant)
        && cells.RecoveryOf(tenant) is { } target && director.View.WeightOf(target.Id) > 0 && CellAvailability.IsAvailable(target);

    [LoggerMessage(EdgeEvents.AutoFailoverFailed, LogLevel.Error, "A look at lost cells failed.")]
    private partial void LogFailed(Exception exception);
}
