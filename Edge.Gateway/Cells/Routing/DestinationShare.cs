using System.Globalization;
using Edge.Gateway.State;

namespace Edge.Gateway.Cells.Routing;

/// <summary>What operators leave a destination of its traffic: the decisions about its cell, zone, pool and itself, multiplied.</summary>
internal static class DestinationShare
{
    /// <summary>0 (drained) to 1 (nothing decided).</summary>
    public static double Of(DecisionSet decisions, string cell, CellDestination destination) =>
        Of(decisions, DecisionKeys.CellWeight(cell))
        * (destination.Zone.Length == 0 ? 1 : Of(decisions, DecisionKeys.ZoneWeight(cell, destination.Zone)))
        * Of(decisions, DecisionKeys.PoolWeight(cell, destination.Pool))
        * Of(decisions, DecisionKeys.DestinationWeight(cell, destination.Id));

    private static double Of(DecisionSet decisions, string key) =>
        decisions.Find(key) is { } decision && int.TryParse(decision.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int percent) ? Math.Clamp(percent, 0, 100) / 100d : 1;
}
