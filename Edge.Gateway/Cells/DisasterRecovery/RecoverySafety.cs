using System.Globalization;
using Edge.Gateway.Cells.Control;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Cells.Placement;
using Edge.Gateway.Cells.Upgrades;
using Edge.Gateway.Http;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.DisasterRecovery;

/// <summary>The rules of moving tenants, for one call: a cell that takes over is alive, is not drained, and has room.</summary>
internal sealed class RecoverySafety(CellTable cells, TenantDirectory tenants, CellDirector director, ICellCapacity capacity)
{
    private readonly Dictionary<string, double> _loads = CellLoads.Of(cells, tenants, director);
    private readonly Dictionary<string, string?> _dangers = new(StringComparer.Ordinal);

    /// <summary>Why a tenant had better not go to a cell; null when nothing speaks against it.</summary>
    public string? DangerOf(Tenant tenant, Cell cell, bool isHome)
    {
        if (DangerOf(cell) is { } danger)
        {
            return danger;
        }

        double need = cells.NeedOf(tenant);
        double room = capacity.RequestsPerSecond(cell.Id);
        return isHome || need == 0 || _loads[cell.Id] + need <= room ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"Cell \"{cell.Id}\" can bear {room:0.##} requests per second now; with the {need:0.##} of this tenant it would have {_loads[cell.Id] + need:0.##}.");
    }

    /// <summary>Counts a tenant where it will be, so that the next one finds less room.</summary>
    public void Move(RecoveryMove move)
    {
        double need = cells.NeedOf(move.Tenant);
        _loads[move.From.Id] -= need;
        _loads[move.To.Id] += need;
    }

    private string? DangerOf(Cell cell)
    {
        if (!_dangers.TryGetValue(cell.Id, out string? danger))
        {
            danger = director.View.WeightOf(cell.Id) == 0 ? $"Cell \"{cell.Id}\" is drained."
                : UpgradeRuns.OfCell(director.View.Decisions, cell.Id) is { } upgrade ? $"Cell \"{cell.Id}\" is being upgraded (\"{upgrade}\")."
                : !CellAvailability.IsAvailable(cell) ? $"No destination of cell \"{cell.Id}\" takes requests."
                : null;
            _dangers.Add(cell.Id, danger);
        }

        return danger;
    }
}
