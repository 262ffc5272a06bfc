namespace Edge.Gateway.Portal.Console.Rules;

/// <summary>The answer of <c>GET /api/v1/waf</c>.</summary>
public sealed record RulesModel(string Mode, int Rules, string? Source, int Paranoia, IReadOnlyList<RuleModel>? Top, IReadOnlyList<BlockedModel> Blocked);

/// <summary>A rule that matched.</summary>
public sealed record RuleModel(long Rule, string Message, long Matches);

/// <summary>A blocked request, secrets masked.</summary>
public sealed record BlockedModel(
    DateTimeOffset Time, string RequestId, string Tenant, string Client, string Method, string Host, string Path, IReadOnlyList<PairModel> Query, IReadOnlyList<PairModel> Headers,
    int Status, int Phase, long Rule, int Score, IReadOnlyList<MatchModel> Matches);

/// <summary>A header or a parameter.</summary>
public sealed record PairModel(string Name, string Value);

/// <summary>A match of a blocked request.</summary>
public sealed record MatchModel(long Rule, string Message, string Severity, string Variable, string Value);

/// <summary>The answer of <c>GET /api/v1/tenants/ID/waf/exclusions</c>.</summary>
public sealed record ExclusionsModel(IReadOnlyList<ExclusionModel> Exclusions);

/// <summary>An exclusion of it; those of the files have no id.</summary>
public sealed record ExclusionModel(string? Id, string Rule, string? Target, string? Path, string Source, string? Actor, string? Reason, DateTimeOffset? Created);
