using System.Net;
using System.Text.Json;
using Edge.Gateway.Access;
using Edge.Gateway.Access.Addresses;
using Edge.Gateway.Access.Bans;
using Edge.Gateway.Config;
using Edge.Gateway.Ops;

namespace Edge.Gateway.Admin;

/// <summary><c>GET</c>, <c>POST /api/v1/bans</c> and <c>DELETE /api/v1/bans/{id}</c>. A token of one tenant sees and makes that tenant's bans only.</summary>
internal sealed class BansEndpoints(AdminGate gate, BanTable bans, SnapshotStore snapshots, TimeProvider time) : IOpsEndpoints
{
    /// <summary>Most bans of one answer.</summary>
    public const int MaxListed = 10_000;

    /// <summary>Largest body of a request, in bytes.</summary>
    private const int MaxBodyBytes = 4096;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/bans", gate.Require(AdminPermissions.BansRead, ListAsync));
        endpoints.MapPost("/api/v1/bans", gate.Require(AdminPermissions.BansManage, AddAsync));
        endpoints.MapDelete("/api/v1/bans/{id}", gate.Require(AdminPermissions.BansManage, RemoveAsync));
    }

    private Task ListAsync(HttpContext context, AdminToken token)
    {
        DateTimeOffset now = time.GetUtcNow();
        return context.Response.WriteAsJsonAsync(
            new { bans = bans.List().Where(ban => ban.IsInForce(now) && Sees(token, ban)).OrderByDescending(static ban => ban.Created).Take(MaxListed).Select(Describe) },
            JsonSerializerOptions.Web);
    }

    private async Task AddAsync(HttpContext context, AdminToken token)
    {
        BanRequest? wanted = await ReadAsync(context);
        if (wanted is null || !TryReadAddress(wanted.Address, out AddressKey address))
        {
            await RefuseAsync(context, 400, "bad-request", "Send { \"address\": \"192.0.2.7\", \"duration\": \"1h\", \"reason\": \"…\", \"tenant\": null }. An IPv6 address stands for its /64; larger networks belong in an address set.");
            return;
        }

        if (!ConfigDuration.TryParse(wanted.Duration ?? "1h", out TimeSpan duration) || duration < TimeSpan.FromSeconds(1) || duration > Ban.MaxDuration)
        {
            await RefuseAsync(context, 400, "bad-request", $"'duration' is \"{wanted.Duration}\"; set 1s to {ConfigDuration.Format(Ban.MaxDuration)}, such as \"1h\".");
            return;
        }

        string tenant = token.Tenant ?? wanted.Tenant ?? "";
        if (snapshots.Current.Get<AccessTable>().IsAllowed(address, tenant))
        {
            await RefuseAsync(context, 409, "conflict", "The address is on an allow list, and allow lists win. Take it off first.");
            return;
        }

        string reason = wanted.Reason ?? "";
        Ban? ban = bans.AddManually(BanSubject.OfAddress(address, tenant), duration, token.Id, reason.Length <= Ban.MaxTextLength ? reason : reason[..Ban.MaxTextLength]);
        if (ban is null)
        {
            await RefuseAsync(context, 507, "too-many-bans", $"{BanTable.MaxBans} bans are in force. Lift some, or use an address set.");
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsJsonAsync(Describe(ban), JsonSerializerOptions.Web);
    }

    private Task RemoveAsync(HttpContext context, AdminToken token)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        bool sees = bans.List().Any(ban => ban.Id == id && Sees(token, ban));
        if (!sees || !bans.Remove(id, token.Id))
        {
            return RefuseAsync(context, 404, "unknown-ban", $"No ban in force has the id \"{id}\".");
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task<BanRequest?> ReadAsync(HttpContext context)
    {
        byte[] body = new byte[MaxBodyBytes + 1];
        int length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        try
        {
            return length > MaxBodyBytes ? null : JsonSerializer.Deserialize<BanRequest>(body.AsSpan(0, length), JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
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

    private static bool Sees(AdminToken token, Ban ban) =>
        token.Tenant is null || (ban.Subject.Kind == BanKind.Address && ban.Subject.Scope == token.Tenant);

    private static Task RefuseAsync(HttpContext context, int status, string name, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { type = $"urn:edge:problem:{name}", title = name, status, detail }, JsonSerializerOptions.Web, "application/problem+json");
    }

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
