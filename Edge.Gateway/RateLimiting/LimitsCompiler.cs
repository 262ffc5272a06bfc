using Edge.Gateway.Config;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Keys;
using Edge.Gateway.Tls;

namespace Edge.Gateway.RateLimiting;

/// <summary>Reads <c>limits.json</c>, and the <c>plans</c> and each tenant's <c>limits</c> of <c>tenants.json</c>.</summary>
internal sealed class LimitsCompiler : ISnapshotCompiler
{
    /// <summary>Highest limit: nothing overflows in any window.</summary>
    public const int MaxLimit = (1 << 24) - 1;

    /// <summary>Lowest share of a limit, in percent, at which a warning may be due.</summary>
    public const int MinWarningPercent = 30;

    /// <summary>Highest such share.</summary>
    public const int MaxWarningPercent = 90;

    /// <summary>Highest number of requests under way.</summary>
    public const int MaxConcurrency = 1_000_000;

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

    private static readonly Dictionary<string, LimitAlgorithm> Algorithms = new(StringComparer.Ordinal)
    {
        ["fixedWindow"] = LimitAlgorithm.FixedWindow,
        ["gcra"] = LimitAlgorithm.Gcra,
    };

    private static readonly Dictionary<string, StoreLostPolicy> StoreLostPolicies = new(StringComparer.Ordinal)
    {
        ["share"] = StoreLostPolicy.Share,
        ["open"] = StoreLostPolicy.Open,
        ["closed"] = StoreLostPolicy.Closed,
    };

    public void Compile(SnapshotBuilder builder)
    {
        List<Bucket> buckets = [];
        var matcher = new BucketMatcher();
        foreach (ConfigObject entry in builder.Limits.Objects("buckets"))
        {
            Bucket bucket = ReadBucket(builder, entry, buckets);
            buckets.Add(bucket);
            ReadMatches(entry, bucket, matcher);
        }

        if (buckets.Count > LimitTable.MaxBuckets)
        {
            builder.Limits.Error("buckets", ConfigCodes.TooMany, $"has {buckets.Count} buckets; at most {LimitTable.MaxBuckets} are accepted.");
        }

        int concurrency = builder.Limits.Whole("concurrency", LimitTable.DefaultConcurrency, 1, MaxConcurrency);
        (long[]?[] overrides, double[] weights) = new TenantLimitsReader(builder, buckets).Read();
        builder.Set(new ClientCertificateWish(buckets.Exists(static bucket => bucket.Mode != BucketMode.Disable
            && bucket.Scopes.Any(static scope => scope.Mode != BucketMode.Disable && scope.Key.Any(static part => part is CertificatePart)))));
        builder.Set(new LimitTable(matcher, buckets, overrides, weights, concurrency));
    }

    /// <summary>Whether a name can be sent in the headers.</summary>
    internal static void CheckName(ConfigObject entry, string id)
    {
        if (id.AsSpan().ContainsAnyExceptInRange(' ', '~') || id.AsSpan().ContainsAny('"', '\\'))
        {
            entry.Error("id", ConfigCodes.OutOfRange, $"is \"{id}\"; set printable ASCII without quotes and backslashes, because it is sent in the RateLimit headers.");
        }
    }

    /// <summary>Whether a limit lets anything through: headers may not promise what never comes.</summary>
    internal static void CheckPays(ConfigObject entry, long limit, long cost)
    {
        if (entry.Has("limit") && limit < cost)
        {
            entry.Error("limit", ConfigCodes.OutOfRange, $"is {limit}, and a request of the bucket costs {cost}; set at least {cost}, or no request ever passes.");
        }
    }

    internal static BucketMode ReadMode(ConfigObject entry) => entry.Choice("mode", BucketMode.Enforce, Modes);

    internal static TimeSpan ReadWindow(ConfigObject entry) => entry.Duration("window", TimeSpan.FromMinutes(1), MinWindow, MaxWindow);

    private static Bucket ReadBucket(SnapshotBuilder builder, ConfigObject entry, List<Bucket> others)
    {
        string id = entry.RequiredText("id");
        CheckName(entry, id);
        if (others.Exists(other => other.Id == id))
        {
            entry.Error("id", ConfigCodes.DuplicateId, $"\"{id}\" is the id of another bucket too; ids are unique.");
        }

        if (!entry.Has("limit"))
        {
            entry.Error("limit", ConfigCodes.Missing, $"is missing; set the requests per window, 1 to {MaxLimit}.");
        }

        int limit = entry.Whole("limit", 1, 1, MaxLimit);
        int cost = entry.Whole("cost", 1, 1, RateLimitHeaders.MaxOriginCost);
        CheckPays(entry, limit, cost);
        TimeSpan window = ReadWindow(entry);
        IReadOnlyList<Scope> scopes = ScopeReader.Read(builder, entry, id, cost);
        return new Bucket
        {
            Id = id,
            Index = others.Count,
            Policy = new RateLimitPolicy(id, limit, window),
            Algorithm = entry.Choice("algorithm", LimitAlgorithm.FixedWindow, Algorithms),
            Mode = ReadMode(entry),
            Cost = cost,
            CostHeader = entry.Text("costHeader"),
            BurstMultiplier = entry.Object("burst").Number("multiplier", 1, 1, 100),
            WarningPercent = entry.Whole("warningPercent", 60, MinWarningPercent, MaxWarningPercent),
            OnStoreLost = entry.Choice("onStoreLost", StoreLostPolicy.Share, StoreLostPolicies),
            AutoRaise = entry.Flag("autoRaise", fallback: false),
            RaiseCeiling = entry.Number("raiseCeiling", 2, 1, 100),
            Scopes = scopes,
            UserPart = scopes.SelectMany(static scope => scope.Key).FirstOrDefault(static part => part.NamesUser),
            NeedsBody = scopes.Any(static scope => scope.Mode != BucketMode.Disable && scope.Key.Any(static part => part.NeedsBody)),
        };
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
}
