using Edge.Gateway.Access.Abuse.Keys;
using Edge.Gateway.Access.Bans;
using Edge.Gateway.Config;
using Edge.Gateway.Http;

namespace Edge.Gateway.Access.Abuse;

/// <summary>Reads <c>access.abuse</c>.</summary>
internal sealed class AbuseRuleReader(SnapshotBuilder builder)
{
    private static readonly Dictionary<string, BanKind> Targets = new(StringComparer.Ordinal) { ["address"] = BanKind.Address, ["key"] = BanKind.Key };

    private static readonly Dictionary<string, bool> MissingPolicies = new(StringComparer.Ordinal) { ["share"] = false, ["skip"] = true };

    private static readonly string[] Problems =
        [EdgeProblem.Blocked.Name, EdgeProblem.QuotaExceeded.Name, EdgeProblem.BadRequest.Name, EdgeProblem.BodyTooLarge.Name];

    public AbuseRule[] Read(ConfigObject access)
    {
        List<AbuseRule> rules = [];
        foreach (ConfigObject entry in access.Objects("abuse"))
        {
            AbuseRule rule = ReadRule(entry);
            if (rules.Exists(other => other.Id == rule.Id))
            {
                entry.Error("id", ConfigCodes.DuplicateId, $"\"{rule.Id}\" is the id of another rule too; ids are unique.");
            }

            rules.Add(rule);
        }

        if (rules.Count > AccessTable.MaxAbuseRules)
        {
            access.Error("abuse", ConfigCodes.TooMany, $"has {rules.Count} rules; at most {AccessTable.MaxAbuseRules} are accepted.");
        }

        return [.. rules];
    }

    private AbuseRule ReadRule(ConfigObject entry)
    {
        if (!entry.Has("limit"))
        {
            entry.Error("limit", ConfigCodes.Missing, $"is missing; set how many are let through per window, 1 to {AbuseRule.MaxLimit}.");
        }

        return new AbuseRule(entry.RequiredText("id"))
        {
            Tenant = AccessCompiler.ReadTenant(builder, entry),
            Match = ReadMatch(entry),
            Key = ReadKey(entry),
            SkipsMissing = entry.Choice("missing", fallback: false, MissingPolicies),
            CountWhen = ReadCondition(entry),
            Limit = entry.Whole("limit", 1, 1, AbuseRule.MaxLimit),
            Window = entry.Duration("window", TimeSpan.FromMinutes(1), AbuseRule.MinWindow, AbuseRule.MaxWindow),
            Ban = ReadBan(entry.Object("ban")),
            Mode = entry.Choice("mode", AccessMode.Block, AccessCompiler.Modes),
        };
    }

    private static PathPattern[] ReadMatch(ConfigObject entry)
    {
        List<PathPattern> patterns = [];
        foreach (ConfigObject match in entry.Objects("match"))
        {
            string path = match.RequiredText("path");
            if (path.Length > 0 && path[0] != '/')
            {
                match.Error("path", ConfigCodes.OutOfRange, $"is \"{path}\"; set a path that begins with '/', in which '*' stands for one segment.");
            }

            patterns.Add(new PathPattern(match.Texts("methods").Select(static method => method.Text), path));
        }

        if (patterns.Count == 0)
        {
            entry.Error("match", ConfigCodes.Missing, "is empty; name at least one { \"methods\": [\"POST\"], \"path\": \"/api/v1/authn\" }.");
        }

        return [.. patterns];
    }

    private IKeyPart[] ReadKey(ConfigObject entry)
    {
        List<IKeyPart> parts = [];
        foreach ((string text, ConfigPosition position) in entry.Texts("key"))
        {
            if (KeyParts.TryParse(text, out IKeyPart? part))
            {
                parts.Add(part);
            }
            else
            {
                builder.Diagnostics.Error(position, AccessCodes.UnknownKeyPart, $"'key' has \"{text}\"{Suggestion.For(text, KeyParts.Names)}. Accepted: {string.Join(", ", KeyParts.Names)}; what follows a colon is the name of the field.");
            }
        }

        if (!entry.Has("key"))
        {
            entry.Error("key", ConfigCodes.Missing, "is missing; name what is counted by, such as [\"address\"] or [\"body:username\"].");
        }

        return [.. parts];
    }

    private AnswerCondition? ReadCondition(ConfigObject entry)
    {
        ConfigObject condition = entry.Object("countWhen");
        IReadOnlyList<int> statuses = condition.Wholes("status", 100, 599);
        List<string> problems = [];
        foreach ((string text, ConfigPosition position) in condition.Texts("problem"))
        {
            if (!Problems.Contains(text))
            {
                builder.Diagnostics.Error(position, ConfigCodes.OutOfRange, $"'problem' has \"{text}\"{Suggestion.For(text, Problems)}. Accepted: {string.Join(", ", Problems)}.");
            }

            problems.Add(text);
        }

        if (condition.IsPresent && statuses.Count + problems.Count == 0)
        {
            entry.Error("countWhen", ConfigCodes.Missing, "names no status and no problem; leave it out to count every request.");
        }

        return condition.IsPresent ? new AnswerCondition(statuses, problems) : null;
    }

    private static BanPolicy? ReadBan(ConfigObject ban)
    {
        BanKind target = ban.Choice("key", BanKind.Address, Targets);
        TimeSpan first = ban.Duration("first", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), Ban.MaxDuration);
        double growth = ban.Number("growth", 2, 1, 100);
        TimeSpan longest = ban.Duration("longest", TimeSpan.FromDays(1), TimeSpan.FromSeconds(1), Ban.MaxDuration);
        if (longest < first)
        {
            ban.Error("longest", ConfigCodes.Conflict, $"is \"{ConfigDuration.Format(longest)}\", below 'first' (\"{ConfigDuration.Format(first)}\"); set at least as much.");
        }

        return ban.IsPresent ? new BanPolicy(target, first, growth, longest) : null;
    }
}
