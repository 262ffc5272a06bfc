using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.RateLimiting;

/// <summary>Reads what plans and tenants have instead of the buckets' own limits: the tenant's word first, then its plan's.</summary>
internal sealed class TenantLimitsReader(SnapshotBuilder builder, List<Bucket> buckets)
{
    /// <summary>Most plans.</summary>
    public const int MaxPlans = 1000;

    private readonly Dictionary<string, int> _indexes = buckets.DistinctBy(static bucket => bucket.Id).ToDictionary(static bucket => bucket.Id, static bucket => bucket.Index, StringComparer.Ordinal);

    /// <summary>Limits by tenant and bucket, 0 where the bucket's own holds; and each tenant's weight.</summary>
    public (long[]?[] Limits, double[] Weights) Read()
    {
        Dictionary<string, (long[]? Limits, double Weight)> plans = ReadPlans();
        IReadOnlyList<TenantConfig> tenants = builder.GetScratch<TenantConfigs>().Items;
        var limits = new long[]?[tenants.Count];
        double[] weights = new double[tenants.Count];
        foreach ((Tenant tenant, ConfigObject entry) in tenants)
        {
            (long[]? limits, double weight) plan = plans.GetValueOrDefault(tenant.Plan, (null, 1));
            weights[tenant.Index] = plan.weight;
            limits[tenant.Index] = ReadLimits(entry, plan.limits, "set the tenant's requests per window, or leave the bucket out.");
        }

        return (limits, weights);
    }

    private Dictionary<string, (long[]? Limits, double Weight)> ReadPlans()
    {
        Dictionary<string, (long[]?, double)> plans = new(StringComparer.Ordinal);
        IReadOnlyList<ConfigObject> entries = builder.GetScratch<PlanConfigs>().Items;
        if (entries.Count > MaxPlans)
        {
            builder.Tenants.Error("plans", ConfigCodes.TooMany, $"has {entries.Count} plans; at most {MaxPlans} are accepted.");
        }

        foreach (ConfigObject entry in entries)
        {
            string id = entry.RequiredText("id");
            double weight = entry.Number("weight", 1, 0.01, 1000);
            if (!plans.TryAdd(id, (ReadLimits(entry, null, "set the plan's requests per window, or leave the bucket out."), weight)))
            {
                entry.Error("id", ConfigCodes.DuplicateId, $"\"{id}\" is the id of another plan too; ids are unique.");
            }
        }

        return plans;
    }

    private long[]? ReadLimits(ConfigObject owner, long[]? inherited, string advice)
    {
        long[]? limits = inherited;
        foreach ((string name, ConfigPosition position, ConfigObject entry) in owner.Map("limits"))
        {
            long limit = entry.Whole("limit", 1, 1, LimitsCompiler.MaxLimit);
            if (!_indexes.TryGetValue(name, out int index))
            {
                builder.Diagnostics.Error(position, ConfigCodes.UnknownReference, $"'limits' names bucket \"{name}\", which limits.json does not define{Suggestion.For(name, _indexes.Keys)}");
            }
            else if (!entry.Has("limit"))
            {
                entry.Error("limit", ConfigCodes.Missing, $"is missing; {advice}");
            }
            else
            {
                limits = ReferenceEquals(limits, inherited) ? (long[]?)inherited?.Clone() ?? new long[buckets.Count] : limits;
                limits![index] = limit;
                LimitsCompiler.CheckPays(entry, limit, buckets[index].Cost);
            }
        }

        return limits;
    }
}
