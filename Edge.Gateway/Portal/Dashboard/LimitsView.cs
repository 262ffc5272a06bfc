namespace Edge.Gateway.Portal.Dashboard;

/// <summary>A page of a tenant's limits.</summary>
/// <param name="Limits">The rows of this page, the nearest to its limit first.</param>
/// <param name="Found">How many there are on all pages.</param>
/// <param name="All">How many the tenant has.</param>
/// <param name="Search">What was searched for; empty for nothing.</param>
/// <param name="Page">Which page, from 1.</param>
/// <param name="Pages">How many there are.</param>
public sealed record LimitsView(IReadOnlyList<LimitView> Limits, int Found, int All, string Search, int Page, int Pages)
{
    /// <summary>How many, of all, stand how.</summary>
    public int Warning { get; init; }

    public int Bursting { get; init; }

    public int Denying { get; init; }

    /// <summary>What is counted together, and what by each node.</summary>
    public required string Scope { get; init; }

    /// <summary>Whether the fleet's count cannot be had.</summary>
    public bool IsStoreLost { get; init; }
}
