using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.DisasterRecovery;

/// <summary>What became of one tenant's failover or failback.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="IsGood">Whether it is now as was asked: done, or so already.</param>
/// <param name="IsChanged">Whether this call did it.</param>
/// <param name="Message">For people.</param>
internal sealed record RecoveryResult(Tenant Tenant, bool IsGood, bool IsChanged, string Message);
