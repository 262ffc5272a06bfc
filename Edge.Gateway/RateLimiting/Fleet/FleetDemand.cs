using System.Globalization;
using System.Text;

namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>What the nodes of a fleet want of each cell: told with every heartbeat, so that one cell's spare capacity is shared out once and not by each node.</summary>
internal sealed class FleetDemand
{
    /// <summary>Most cells that a node tells of; of others each node takes its even share.</summary>
    public const int MaxCells = 1000;

    private volatile IReadOnlyDictionary<string, CellDemand> _others = new Dictionary<string, CellDemand>(StringComparer.Ordinal);

    /// <summary>Takes over what the other nodes have told.</summary>
    public void Read(IEnumerable<string> texts)
    {
        Dictionary<string, CellDemand> others = new(StringComparer.Ordinal);
        foreach (string line in texts.SelectMany(static text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            string[] parts = line.Split('\t');
            if (parts.Length == 3 && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double within) && double.TryParse(parts[2], NumberStyles.Float, CultureInfo.InvariantCulture, out double beyond))
            {
                CellDemand before = others.GetValueOrDefault(parts[0]);
                others[parts[0]] = new CellDemand(before.Within + within, before.Beyond + beyond);
            }
        }

        _others = others;
    }

    /// <summary>What this node tells: a line for each cell.</summary>
    public static string Write(IEnumerable<Bursting.CellBurst> cells)
    {
        var text = new StringBuilder();
        foreach (Bursting.CellBurst cell in cells.Take(MaxCells))
        {
            if (cell.Demand is { Within: > 0 } or { Beyond: > 0 })
            {
                text.Append(CultureInfo.InvariantCulture, $"{cell.CellId}\t{cell.Demand.Within:0.###}\t{cell.Demand.Beyond:0.###}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>This node's part of what a cell has to spare, per second; below zero when the cell is full.</summary>
    /// <param name="cellId">The cell.</param>
    /// <param name="own">What this node wants.</param>
    /// <param name="perSecond">What the cell can bear.</param>
    /// <param name="nodes">Nodes of the fleet.</param>
    public double SpareOf(string cellId, CellDemand own, double perSecond, int nodes)
    {
        CellDemand others = nodes == 1 ? default : _others.GetValueOrDefault(cellId);
        double spare = perSecond - own.Within - others.Within;
        double wanted = own.Beyond + others.Beyond;
        return wanted > spare
            ? (wanted > 0 ? spare * own.Beyond / wanted : spare / nodes) // Not enough for all: by what each wants.
            : own.Beyond + ((spare - wanted) / nodes); // Enough: what nobody wants yet is shared evenly.
    }
}
