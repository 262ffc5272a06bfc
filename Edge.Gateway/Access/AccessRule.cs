namespace Edge.Gateway.Access;

/// <summary>An entry of <c>access.rules</c>.</summary>
/// <param name="Id">Names it in metrics.</param>
/// <param name="Set">The bit of its set.</param>
/// <param name="Action">What it does.</param>
/// <param name="Mode">Whether it acts.</param>
/// <param name="Tenant">The only tenant it holds for; null for all.</param>
internal sealed record AccessRule(string Id, ulong Set, AccessAction Action, AccessMode Mode, string? Tenant)
{
    public bool Holds(ulong sets, string? tenant) => (sets & Set) != 0 && (Tenant is null || string.Equals(Tenant, tenant, StringComparison.Ordinal));
}
