using System.Collections.Frozen;
using Edge.Gateway.Cells.Placement;
using Edge.Gateway.State;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Failover;

/// <summary>Says which cell serves a tenant now, and whether it may write: the configuration, what operators decided, and what health found.</summary>
/// <remarks>What it reads is made by who decides, before that call returns, and never by a request: with a million failovers it takes a second.</remarks>
internal sealed class CellDirector : IDisposable
{
    private readonly Lock _lock = new();
    private readonly IDisposable _subscription;
    private volatile ControlView _view;
    private volatile FrozenSet<string> _withoutWriters = FrozenSet<string>.Empty;

    public CellDirector(IDecisionStore decisions)
    {
        _view = new ControlView(DecisionSet.Empty);
        _subscription = decisions.OnChange((_, now) => Take(now));
        Take(decisions.Current);

        void Take(DecisionSet _)
        {
            lock (_lock)
            {
                _view = new ControlView(decisions.Current); // Not what was told: another change may have come between.
            }
        }
    }

    /// <summary>The decisions in force.</summary>
    public ControlView View => _view;

    /// <summary>Cells that lost their writable half, as this node sees them.</summary>
    public FrozenSet<string> WithoutWriters
    {
        get => _withoutWriters;
        set => _withoutWriters = value;
    }

    /// <summary>Where a tenant's requests go. Allocates nothing.</summary>
    /// <param name="cells">The tenant's snapshot.</param>
    /// <param name="tenant">A tenant of that snapshot.</param>
    public CellAssignment Assign(CellTable cells, Tenant tenant)
    {
        ControlView view = View;
        Cell home = cells.HomeOf(tenant);
        return view.IsPlain && _withoutWriters.Count == 0
            ? new CellAssignment(home, IsReadOnly: false, IsAway: false, IsDrained: false)
            : Assign(view, cells, tenant, home);
    }

    /// <summary>The mode of a cell by itself, whoever it serves.</summary>
    public bool IsReadOnly(string cell) => View.IsFleetReadOnly || View.IsCellReadOnly(cell) || _withoutWriters.Contains(cell);

    private CellAssignment Assign(ControlView view, CellTable cells, Tenant tenant, Cell home)
    {
        Cell cell = home;
        bool isReadOnly = view.IsFleetReadOnly || view.IsTenantReadOnly(tenant.Id);
        if (view.FailoverOf(tenant.Id) is { } failover && failover != home.Id)
        {
            // A cell that is gone, or no longer allowed, leaves the tenant at home; what was failed over stays read-only until someone fails it back.
            isReadOnly = true;
            cell = cells.TryGet(failover, out Cell? other) && tenant.Allows(other.Jurisdiction) ? other : home;
        }
        else if (view.WeightOf(home.Id) is < 100 and var percent && cells.RecoveryOf(tenant) is { } recovery
            && Rendezvous.PercentileOf(tenant.Id) >= percent && view.WeightOf(recovery.Id) > 0)
        {
            (cell, isReadOnly) = (recovery, true);
        }

        isReadOnly |= view.IsCellReadOnly(cell.Id) || _withoutWriters.Contains(cell.Id);
        return new CellAssignment(cell, isReadOnly, !ReferenceEquals(cell, home), view.WeightOf(cell.Id) == 0);
    }

    public void Dispose() => _subscription.Dispose();
}
