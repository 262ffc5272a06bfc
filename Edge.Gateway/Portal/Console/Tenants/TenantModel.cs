namespace Edge.Gateway.Portal.Console.Tenants;

/// <summary>The answer of <c>GET /api/v1/tenants</c>.</summary>
public sealed record TenantsModel(IReadOnlyList<TenantModel> Tenants, string? Next, int Total);

/// <summary>A tenant of it.</summary>
public sealed record TenantModel(
    string Id, IReadOnlyList<string> Hosts, string Plan, string Cell, string? DrCell, string? ServedBy, bool IsFailedOver, string Mode, bool ReadOnlyByOrder, IReadOnlyList<string> Jurisdictions, int ShardSize, string Waf)
{
    /// <summary>How it is served, in words.</summary>
    public string Word => ServedBy is null ? "not served" : IsFailedOver ? "failed over" : Mode == "read-only" ? "read-only" : ServedBy != Cell ? "away" : "at home";

    public Design.StateKind Kind => ServedBy is null ? Design.StateKind.Bad : IsFailedOver || Mode == "read-only" || ServedBy != Cell ? Design.StateKind.Warning : Design.StateKind.Ok;
}

/// <summary>The answer of <c>GET /api/v1/rate-limits</c>.</summary>
public sealed record LimitsModel(IReadOnlyList<LimitModel> Limits);

/// <summary>A limit of it.</summary>
public sealed record LimitModel(string Tenant, string Bucket, string Mode, long Limit, long WindowSeconds, long Used, bool Bursting, long BurstCeiling, double AverageHour, long Denied);
