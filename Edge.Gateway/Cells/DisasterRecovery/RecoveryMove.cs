using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.DisasterRecovery;

/// <summary>A step that passed the safety rules, or was forced past them.</summary>
/// <param name="Tenant">Who moves.</param>
/// <param name="From">Where it is.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Danger">The safety rule that was overridden; null when none had to be.</param>
internal sealed record RecoveryMove(Tenant Tenant, Cell From, Cell To, string? Danger);
