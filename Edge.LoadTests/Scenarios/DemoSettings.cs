namespace Edge.LoadTests.Scenarios;

/// <summary>What a suite needs of the demo. Its tenants: acme and initech share cell na-1, umbrella is in na-2, globex in eu-1; acme may move to na-2.</summary>
internal sealed record DemoSettings
{
    /// <summary>Whether rules inspect requests, as shipped.</summary>
    public bool Waf { get; init; }

    /// <summary>Requests per second that acme may send; null for no limit that matters.</summary>
    public int? AcmeLimit { get; init; }

    /// <summary>Tenants beside the named ones: <c>t000000.localhost</c> and so on, over all cells.</summary>
    public int MoreTenants { get; init; }
}
