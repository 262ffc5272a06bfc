using Edge.Gateway.Config;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Keys;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting;

/// <summary>Reads the <c>scopes</c> of a bucket.</summary>
internal static class ScopeReader
{
    private static readonly Dictionary<string, EdgeProblem> Problems = new(StringComparer.Ordinal)
    {
        ["quota-exceeded"] = EdgeProblem.QuotaExceeded,
        ["abnormal-usage-detected"] = EdgeProblem.AbnormalUsage,
    };

    public static IReadOnlyList<Scope> Read(SnapshotBuilder builder, ConfigObject bucket, string bucketId, int cost)
    {
        IReadOnlyList<ConfigObject> entries = bucket.Objects("scopes");
        if (entries.Count > Bucket.MaxScopes)
        {
            bucket.Error("scopes", ConfigCodes.TooMany, $"has {entries.Count} scopes; at most {Bucket.MaxScopes} are accepted.");
        }

        List<Scope> scopes = [];
        foreach (ConfigObject entry in entries)
        {
            Scope scope = ReadOne(builder, entry, bucketId, cost);
            if (scopes.Exists(other => other.Id == scope.Id))
            {
                entry.Error("id", ConfigCodes.DuplicateId, $"\"{scope.Id}\" is the id of another scope of this bucket too; ids are unique.");
            }

            scopes.Add(scope);
        }

        return scopes;
    }

    private static Scope ReadOne(SnapshotBuilder builder, ConfigObject entry, string bucketId, int cost)
    {
        string id = entry.RequiredText("id");
        LimitsCompiler.CheckName(entry, id);
        List<IKeyPart> key = ReadKey(builder, entry);
        bool hasLimit = entry.Has("limit");
        if (hasLimit && entry.Has("percent"))
        {
            entry.Error("percent", ConfigCodes.Conflict, "stands beside 'limit'; set one of them: a part of the tenant's limit, or a limit of its own.");
        }

        int limit = entry.Whole("limit", 1, 1, LimitsCompiler.MaxLimit);
        LimitsCompiler.CheckPays(entry, limit, cost);
        TimeSpan window = LimitsCompiler.ReadWindow(entry);
        return new Scope
        {
            Id = id,
            Space = KeySpace.Of(bucketId, id), // By name, so that counters carry over a reload that moves the scope.
            Key = key,
            Policy = hasLimit ? new RateLimitPolicy($"{bucketId}:{id}", limit, window) : null,
            Percent = entry.Whole("percent", 50, 1, 100),
            Concurrency = entry.Whole("concurrency", 0, 0, ushort.MaxValue - 1),
            Mode = LimitsCompiler.ReadMode(entry),
            Problem = entry.Choice("problem", EdgeProblem.QuotaExceeded, Problems),
            IsByAddress = key.Exists(static part => part is AddressPart),
        };
    }

    private static List<IKeyPart> ReadKey(SnapshotBuilder builder, ConfigObject entry)
    {
        List<IKeyPart> parts = [];
        foreach ((string word, ConfigPosition position) in entry.Texts("key"))
        {
            if (KeyPartReader.Read(word) is { } part)
            {
                parts.Add(part);
            }
            else
            {
                builder.Diagnostics.Error(position, ConfigCodes.OutOfRange, $"'key' has \"{word}\"; set some of {KeyPartReader.Accepted}.");
            }
        }

        if (parts.Count is 0 or > KeyLimits.MaxParts)
        {
            entry.Error("key", parts.Count == 0 ? ConfigCodes.Missing : ConfigCodes.TooMany, $"has {parts.Count} parts; set 1 to {KeyLimits.MaxParts} of {KeyPartReader.Accepted}.");
        }

        return parts;
    }
}
