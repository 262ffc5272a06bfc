using Edge.Gateway.Tenants;

namespace Edge.Gateway.Waf;

/// <summary>The rules' part of a snapshot.</summary>
/// <param name="settings"><c>waf</c> of <c>edge.json</c>.</param>
/// <param name="rules">Null when every mode is off: nothing is loaded then.</param>
/// <param name="common">For tenants without settings of their own.</param>
/// <param name="tenants">By tenant index; null for <paramref name="common"/>.</param>
internal sealed class WafTable(WafSettings settings, WafRules? rules, WafPolicy common, WafPolicy?[] tenants)
{
    public WafSettings Settings { get; } = settings;

    public WafRules? Rules { get; } = rules;

    /// <summary>For tenants without settings of their own.</summary>
    public WafPolicy Common { get; } = common;

    public WafPolicy PolicyOf(Tenant tenant) => tenants[tenant.Index] ?? Common;
}
