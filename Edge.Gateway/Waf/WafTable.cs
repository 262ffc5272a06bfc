using System.Collections.Frozen;
using System.Globalization;
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

    /// <summary>Of the tenants for which operators decided something on top of it, by id; made by <see cref="LiveExclusions"/>.</summary>
    public FrozenDictionary<string, WafPolicy>? Live
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>The rules in a few words, for people.</summary>
    public string Summary => Rules is null ? "no rules (waf.mode is off)."
        : string.Create(CultureInfo.InvariantCulture, $"{Rules.Set.Rules.Count} rules ({Rules.Source}, {Settings.Mode.ToString().ToLowerInvariant()}).");

    public WafPolicy PolicyOf(Tenant tenant) => tenants[tenant.Index] ?? Common;
}
