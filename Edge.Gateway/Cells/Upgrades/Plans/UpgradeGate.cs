namespace Edge.Gateway.Cells.Upgrades.Plans;

/// <summary>What must be healthy, as the driving node sees it, before a step is done.</summary>
/// <param name="HealthyDestinations">Least number that answer probes well; of the drained half, and from the switch on of the half that serves (of both, in the last step).</param>
/// <param name="Within">How long the number is waited for.</param>
/// <param name="MaxErrorRate">Greatest part of the cell's requests that may fail, 0 to 1; null when it is not looked at.</param>
/// <param name="Over">How long the requests are watched.</param>
internal sealed record UpgradeGate(int HealthyDestinations, TimeSpan Within, double? MaxErrorRate, TimeSpan Over);
