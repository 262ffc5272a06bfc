namespace Edge.Gateway.Portal.Console.Bans;

/// <summary>The answer of <c>GET /api/v1/bans</c>.</summary>
public sealed record BansModel(IReadOnlyList<BanModel> Bans);

/// <summary>A ban of it.</summary>
public sealed record BanModel(string Id, string Kind, string Subject, string? Tenant, string Rule, string Actor, string Reason, int Strikes, DateTimeOffset Created, DateTimeOffset Expires);
