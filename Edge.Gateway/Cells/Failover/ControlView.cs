using System.Collections.Frozen;
using System.Globalization;
using Edge.Gateway.State;

namespace Edge.Gateway.Cells.Failover;

/// <summary>What the decisions in force say of cells and tenants, ready to be asked by every request. Immutable.</summary>
/// <remarks>It knows ids only, so it fits each snapshot: a decision about a cell that was removed says nothing.</remarks>
internal sealed class ControlView
{
    private readonly FrozenSet<string> _readOnlyCells;
    private readonly FrozenSet<string> _readOnlyTenants;
    private readonly Dictionary<string, string> _failovers = new(StringComparer.Ordinal); // Of all tenants, maybe: a frozen one takes seconds to make.
    private readonly FrozenDictionary<string, int> _cellWeights;

    public ControlView(DecisionSet decisions)
    {
        Decisions = decisions;
        List<string> readOnlyCells = [];
        List<string> readOnlyTenants = [];
        Dictionary<string, int> cellWeights = new(StringComparer.Ordinal);
        foreach (Decision decision in decisions.All)
        {
            if (TenantOfFailover(decision.Key) is { } failedOver)
            {
                _failovers[failedOver] = decision.Value;
                continue;
            }

            switch (decision.Key.Split('/'))
            {
                case ["fleet", "mode"]:
                    IsFleetReadOnly = decision.Value == DecisionKeys.ReadOnly;
                    break;
                case ["cell", var cell, "mode"] when decision.Value == DecisionKeys.ReadOnly:
                    readOnlyCells.Add(cell);
                    break;
                case ["tenant", var tenant, "mode"] when decision.Value == DecisionKeys.ReadOnly:
                    readOnlyTenants.Add(tenant);
                    break;
                case ["cell", var cell, "weight"]:
                    cellWeights[cell] = PercentOf(decision);
                    break;
            }
        }

        _readOnlyCells = readOnlyCells.ToFrozenSet(StringComparer.Ordinal);
        _readOnlyTenants = readOnlyTenants.ToFrozenSet(StringComparer.Ordinal);
        _cellWeights = cellWeights.ToFrozenDictionary(StringComparer.Ordinal);
        IsPlain = !IsFleetReadOnly && _readOnlyCells.Count + _readOnlyTenants.Count + _failovers.Count + _cellWeights.Count == 0;
    }

    /// <summary>What it was made from.</summary>
    public DecisionSet Decisions { get; }

    /// <summary>Whether nobody decided anything: every tenant is at home and everything may be written.</summary>
    public bool IsPlain { get; }

    public bool IsFleetReadOnly { get; }

    public bool IsCellReadOnly(string cell) => _readOnlyCells.Contains(cell);

    public bool IsTenantReadOnly(string tenant) => _readOnlyTenants.Contains(tenant);

    /// <summary>The cell that a tenant was failed over to; null when it was not.</summary>
    public string? FailoverOf(string tenant) => _failovers.GetValueOrDefault(tenant);

    /// <summary>Tenants that were failed over.</summary>
    public IReadOnlyCollection<string> FailedOver => _failovers.Keys;

    /// <summary>Percent of a cell's tenants that it keeps; 0 is drained.</summary>
    public int WeightOf(string cell) => _cellWeights.Count > 0 && _cellWeights.TryGetValue(cell, out int percent) ? percent : 100;

    /// <summary>Whether operators took a destination out, by itself or with its zone or pool.</summary>
    public bool IsDrained(Cell cell, CellDestination destination) =>
        IsZero(DecisionKeys.DestinationWeight(cell.Id, destination.Id))
        || IsZero(DecisionKeys.PoolWeight(cell.Id, destination.Pool))
        || (destination.Zone.Length > 0 && IsZero(DecisionKeys.ZoneWeight(cell.Id, destination.Zone)));

    // The one kind of which there may be very many.
    private static string? TenantOfFailover(string key)
    {
        const string Begin = "tenant/";
        const string End = "/failover";
        return key.StartsWith(Begin, StringComparison.Ordinal) && key.IndexOf('/', Begin.Length) is > 0 and var end && key.AsSpan(end).SequenceEqual(End) ? key[Begin.Length..end] : null; // The bucket of a limit may be called "failover".
    }

    private static int PercentOf(Decision decision) =>
        int.TryParse(decision.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int percent) ? Math.Min(percent, 100) : 100;

    private bool IsZero(string key) => Decisions.Find(key) is { } decision && PercentOf(decision) == 0;
}
