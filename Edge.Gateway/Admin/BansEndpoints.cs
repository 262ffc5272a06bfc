using System.Net;
using System.Text.Json;
using Edge.Gateway.Access;
using Edge.Gateway.Access.Addresses;
using Edge.Gateway.Access.Bans;
using Edge.Gateway.Config;
using Edge.Gateway.Ops;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Admin;

/// <summary><c>GET</c>, <c>POST /api/v1/bans</c> and <c>DELETE /api/v1/bans/{id}</c>. Who is limited to tenants sees and makes those tenants' bans only.</summary>
internal sealed class BansEndpoints(AdminGate gate, BanTable bans, SnapshotStore snapshots, TimeProvider time) : IOpsEndpoints
{
    /// <summary>Most bans of one answer.</summary>
    public const int MaxListed = 10_000;

    private const string Shape =
        "{ \"address\": \"192.0.2.7\", \"duration\": \"1h\", \"reason\": \"…\", \"tenant\": null }. An IPv6 address stands for its /64; larger networks belong in an address set.";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/bans", gate.RequireSome(AdminPermissions.BansRead, ListAsync));
        endpoints.MapPost("/api/v1/bans", gate.RequireSome(AdminPermissions.BansManage, AddAsync));
        endpoints.MapDelete("/api/v1/bans/{id}", gate.RequireSome(AdminPermissions.BansManage, RemoveAsync));
    }

    private Task ListAsync(HttpContext context, AdminPrincipal principal)
    {
        DateTimeOffset now = time.GetUtcNow();
        return context.Response.WriteAsJsonAsync(
            new
            {
                bans = bans.List().Where(ban => ban.IsInForce(now) && principal.Allows(AdminPermissions.BansRead, ResourceOf(ban)))
                    .OrderByDescending(static ban => ban.Created).Take(MaxListed).Select(Describe),
            },
            JsonSerializerOptions.Web);
    }

    private async Task AddAsync(HttpContext context, AdminPrincipal principal)
    {
        if (await context.ReadBodyAsync<BanRequest>(Shape) is not { } wanted)
        {
            return;
        }

        AdminResource resource = wanted.Tenant is null ? AdminResource.Everything : AdminResource.Tenant(wanted.Tenant);
        if (!principal.Allows(AdminPermissions.BansManage, resource))
        {
            await gate.RefuseAsync(context, principal, AdminPermissions.BansManage, resource);
            return;
        }

        if (!TryReadAddress(wanted.Address, out AddressKey address))
        {
            string found = wanted.Address is null ? "is missing" : $"is \"{wanted.Address}\"";
            await context.ProblemAsync(400, "bad-request", $"'address' {found}; set an IPv4 address, or an IPv6 address for its /64, such as \"192.0.2.7\" or \"2001:db8::1\". Larger networks belong in an address set.");
            return;
        }

        if (wanted.Tenant is not null && !snapshots.Current.Get<TenantDirectory>().TryGetById(wanted.Tenant, out _))
        {
            await context.ProblemAsync(404, "unknown-tenant", $"No tenant has the id \"{wanted.Tenant}\".");
            return;
        }

        if (!ConfigDuration.TryParse(wanted.Duration ?? "1h", out TimeSpan duration) || duration < TimeSpan.FromSeconds(1) || duration > Ban.MaxDuration)
        {
            await context.ProblemAsync(400, "bad-request", $"'duration' is \"{wanted.Duration}\"; set 1s to {ConfigDuration.Format(Ban.MaxDuration)}, such as \"1h\".");
            return;
        }

        string tenant = wanted.Tenant ?? "";
        if (snapshots.Current.Get<AccessTable>().IsAllowed(address, tenant))
        {
            await context.ProblemAsync(409, "conflict", "The address is on an allow list, and allow lists win. Take it off first.");
            return;
        }

        string reason = wanted.Reason ?? "";
        Ban? ban = bans.AddManually(BanSubject.OfAddress(address, tenant), duration, principal.Id, reason.Length <= Ban.MaxTextLength ? reason : reason[..Ban.MaxTextLength]);
        if (ban is null)
        {
            await context.ProblemAsync(507, "too-many-bans", $"{BanTable.MaxBans} bans are in force. Lift some, or use an address set.");
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsJsonAsync(Describe(ban), JsonSerializerOptions.Web);
    }

    private Task RemoveAsync(HttpContext context, AdminPrincipal principal)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        bool reaches = bans.List().Any(ban => ban.Id == id && principal.Allows(AdminPermissions.BansManage, ResourceOf(ban)));
        if (!reaches || !bans.Remove(id, principal.Id))
        {
            return context.ProblemAsync(404, "unknown-ban", $"No ban in force has the id \"{id}\".");
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static bool TryReadAddress(string? text, out AddressKey address)
    {
        address = default;
        if (text is null)
        {
            return false;
        }

        bool isNetwork = text.EndsWith("/64", StringComparison.Ordinal);
        if (!IPAddress.TryParse(isNetwork ? text[..^3] : text, out IPAddress? parsed))
        {
            return false;
        }

        address = AddressKey.Of(parsed);
        return address.IsV6 || !isNetwork;
    }

    // What holds for all tenants, and what a rule banned by a key, concerns the whole node.
    private static AdminResource ResourceOf(Ban ban) =>
        ban.Subject is { Kind: BanKind.Address, Scope.Length: > 0 } ? AdminResource.Tenant(ban.Subject.Scope) : AdminResource.Everything;

    private static object Describe(Ban ban) => new
    {
        id = ban.Id,
        kind = ban.Subject.Kind == BanKind.Key ? "key" : "address",
        subject = ban.Subject.ToString(),
        tenant = ban.Subject.Kind == BanKind.Address && ban.Subject.Scope.Length > 0 ? ban.Subject.Scope : null,
        rule = ban.Rule,
        actor = ban.Actor,
        reason = ban.Reason,
        strikes = ban.Strikes,
        created = ban.Created,
        expires = ban.Expires,
    };

    private sealed record BanRequest(string? Address, string? Duration, string? Reason, string? Tenant);
}
