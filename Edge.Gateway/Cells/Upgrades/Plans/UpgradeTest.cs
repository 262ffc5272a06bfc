namespace Edge.Gateway.Cells.Upgrades.Plans;

/// <summary>A request to each server of the drained half, sent past the routing.</summary>
/// <param name="Method">Of the request.</param>
/// <param name="Path">With its query, if any.</param>
/// <param name="Host">The <c>Host</c> header; null for the server's own address.</param>
/// <param name="Expect">Statuses that are good.</param>
/// <param name="Contains">What the first <see cref="MaxBodyBytes"/> of the body must have in them; null for nothing.</param>
/// <param name="Timeout">Of one try.</param>
/// <param name="Within">How long it is tried again: a server that just started needs time.</param>
internal sealed record UpgradeTest(string Method, string Path, string? Host, IReadOnlyList<int> Expect, string? Contains, TimeSpan Timeout, TimeSpan Within)
{
    /// <summary>Most bytes of a body that are looked at.</summary>
    public const int MaxBodyBytes = 64 * 1024;
}
