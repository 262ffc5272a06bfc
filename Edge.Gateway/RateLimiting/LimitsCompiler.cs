using Edge.Gateway.Config;
using Edge.Gateway.Http;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.RateLimiting;

/// <summary>Reads <c>limits.json</c> and each tenant's <c>limits</c>.</summary>
internal sealed class LimitsCompiler : ISnapshotCompiler
{
    /// <summary>Longest window.</summary>
    public static readonly TimeSpan MaxWindow = TimeSpan.FromDays(1);

    /// <summary>Shortest window: the headers count in seconds.</summary>
    public static readonly TimeSpan MinWindow = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, BucketMode> Modes = new(StringComparer.Ordinal)
    {
        ["enforce"] = BucketMode.Enforce,
        ["preview"] = BucketMode.Preview,
        ["disable"] = BucketMode.Disable,
    };

    private static readonly Dictionary<string, string> Algorithms = new(StringComparer.Ordinal) { ["fixedWindow"] = "fixedWindow" };

    private static readonly Dictionary<string, string> StoreLostPolicies = new(StringComparer.Ordinal) { ["share"] = "share", ["open"] = "open", ["closed"] = "closed" };

    public void Compile(SnapshotBuilder builder)
    {
        List<Bucket> buckets = [];
        var matcher = new BucketMatcher();
        foreach (ConfigObject entry in builder.Limits.Objects("buckets"))
        {
            Bucket bucket = ReadBucket(entry, buckets);
            buckets.Add(bucket);
            ReadMatches(entry, bucket, matcher);
        }

        if (buckets.Count > LimitTable.MaxBuckets)
        {
            builder.Limits.Error("buckets", ConfigCodes.TooMany, $"has {buckets.Count} buckets; at most {LimitTable.MaxBuckets} are accepted.");
        }

        builder.Set(new LimitTable(matcher, buckets, ReadOverrides(builder, buckets)));
    }

    private static Bucket ReadBucket(ConfigObject entry, List<Bucket> others)
    {
        string id = entry.RequiredText("id");
        if (others.Exists(other => other.Id == id))
        {
            entry.Error("id", ConfigCodes.DuplicateId, $"\"{id}\" is the id of another bucket too; ids are unique.");
        }
        else if (id.AsSpan().ContainsAnyExceptInRange(' ', '~') || id.AsSpan().ContainsAny('"', '\\'))
        {
            entry.Error("id", ConfigCodes.OutOfRange, $"is \"{id}\"; set printable ASCII without quotes and backslashes, because it is sent in the RateLimit headers.");
        }

        if (!entry.Has("limit"))
        {
            entry.Error("limit", ConfigCodes.Missing, $"is missing; set the requests per window, 1 to {FixedWindowCounter.MaxLimit}.");
        }

        int limit = entry.Whole("limit", 1, 1, (int)FixedWindowCounter.MaxLimit);
        TimeSpan window = entry.Duration("window", TimeSpan.FromMinutes(1), MinWindow, MaxWindow);
        entry.Choice("algorithm", "fixedWindow", Algorithms);
        entry.Choice("onStoreLost", "share", StoreLostPolicies);
        entry.Whole("warningPercent", 60, 30, 90);
        entry.Object("burst").Number("multiplier", 1, 1, 100);
        return new Bucket(id, others.Count, new RateLimitPolicy(id, limit, window), entry.Choice("mode", BucketMode.Enforce, Modes));
    }

    private static void ReadMatches(ConfigObject entry, Bucket bucket, BucketMatcher matcher)
    {
        IReadOnlyList<ConfigObject> matches = entry.Objects("match");
        if (matches.Count == 0)
        {
            entry.Error("match", ConfigCodes.Missing, "is empty; name at least one { \"methods\": [\"GET\"], \"path\": \"/api\" }.");
        }

        foreach (ConfigObject match in matches)
        {
            string path = match.RequiredText("path");
            string[] methods = [.. match.Texts("methods").Select(static method => method.Text.ToUpperInvariant())];
            if (!BucketMatcher.IsPattern(path))
            {
                match.Error("path", ConfigCodes.OutOfRange, $"is \"{path}\"; set a decoded path that begins with '/', in which '*' stands for one whole segment, without query and ';'. Everything below a path belongs to it.");
            }
            else if (matcher.Add(methods, path, bucket) is { } other)
            {
                match.Error("path", ConfigCodes.Conflict, $"\"{path}\" leads to bucket \"{other.Id}\" already for the same method; a request has one bucket.");
            }
        }
    }

    private static RateLimitPolicy?[]?[] ReadOverrides(SnapshotBuilder builder, List<Bucket> buckets)
    {
        IReadOnlyList<TenantConfig> tenants = builder.GetScratch<TenantConfigs>().Items;
        var overrides = new RateLimitPolicy?[]?[tenants.Count];
        foreach (TenantConfig tenant in tenants)
        {
            foreach ((string name, ConfigPosition position, ConfigObject entry) in tenant.Object.Map("limits"))
            {
                Bucket? bucket = buckets.Find(candidate => candidate.Id == name);
                long limit = entry.Whole("limit", 1, 1, (int)FixedWindowCounter.MaxLimit);
                if (bucket is null)
                {
                    builder.Diagnostics.Error(position, ConfigCodes.UnknownReference, $"'limits' names bucket \"{name}\", which limits.json does not define{Suggestion.For(name, buckets.Select(static candidate => candidate.Id))}");
                }
                else if (!entry.Has("limit"))
                {
                    entry.Error("limit", ConfigCodes.Missing, "is missing; set the tenant's requests per window, or leave the bucket out.");
                }
                else
                {
                    (overrides[tenant.Tenant.Index] ??= new RateLimitPolicy?[buckets.Count])[bucket.Index] = new RateLimitPolicy(bucket.Id, limit, bucket.Policy.Window);
                }
            }
        }

        return overrides;
    }
}
