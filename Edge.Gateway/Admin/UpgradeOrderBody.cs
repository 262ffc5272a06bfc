namespace Edge.Gateway.Admin;

/// <summary>The optional body of an approval or an abort.</summary>
/// <param name="Step">The step it is meant for: refused when the upgrade is at another; null for the present one.</param>
/// <param name="Reason">Why, for the event.</param>
internal sealed record UpgradeOrderBody(string? Step, string? Reason)
{
    public static UpgradeOrderBody Empty { get; } = new(null, null);
}
