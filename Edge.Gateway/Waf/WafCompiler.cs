using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Waf;

/// <summary>Reads <c>waf</c> of <c>edge.json</c> and of each tenant, and loads the rules.</summary>
internal sealed class WafCompiler : ISnapshotCompiler
{
    public void Compile(SnapshotBuilder builder)
    {
        ConfigObject waf = builder.Edge.Object("waf");
        WafSettings settings = WafSettingsReader.Read(builder, waf);
        IReadOnlyList<TenantConfig> tenants = builder.GetScratch<TenantConfigs>().Items;
        ConfigObject?[] objects = [.. tenants.Select(static tenant => tenant.Object.Has("waf") ? tenant.Object.Object("waf") : null)];
        WafRules? previous = builder.Previous?.Get<WafTable>().Rules;
        bool needsRules = settings.Mode != WafMode.Off || waf.Has("paths") || Array.Exists(objects, static tenant => tenant is not null);
        WafRules? rules = needsRules ? WafRuleLoader.Load(builder, waf, settings, previous) : null;

        var reader = new WafPolicyReader(rules?.Set, settings.MaxBodyBytes);
        WafPolicy common = reader.Read(waf, new WafPolicy(settings.Mode, [], []));
        var policies = new WafPolicy?[tenants.Count];
        for (int i = 0; i < policies.Length; i++)
        {
            policies[i] = objects[i] is { } tenant ? reader.Read(tenant, common) : null;
        }

        builder.Set(new WafTable(settings, rules, common, policies));
    }
}
