using Edge.Gateway.State;

namespace Edge.Gateway.Cells.Control;

/// <summary>A mode, weight or failover that somebody decided and nobody took back.</summary>
/// <param name="Decision">As it is kept.</param>
/// <param name="Kind"><c>mode</c>, <c>weight</c> or <c>failover</c>.</param>
/// <param name="Target">What it is about: <c>fleet</c>, <c>cell/na-1</c>, <c>cell/na-1/pool/a</c>, <c>tenant/acme</c>.</param>
/// <param name="Cell">Id of the cell that it is about; null for the fleet and tenants.</param>
/// <param name="Tenant">Id of the tenant; null for the fleet and cells.</param>
/// <param name="Exists">Whether the configuration still has what it is about.</param>
internal sealed record StandingDecision(Decision Decision, string Kind, string Target, string? Cell, string? Tenant, bool Exists)
{
    /// <summary>Names it in a path: its key, with <c>:</c> between the parts.</summary>
    public string Id => Decision.Key.Replace('/', ':');
}
