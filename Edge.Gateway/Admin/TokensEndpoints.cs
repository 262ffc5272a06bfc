using System.Text.Json;
using Edge.Gateway.Access.Addresses;
using Edge.Gateway.Admin.Authentication;
using Edge.Gateway.Config;
using Edge.Gateway.Ops;

namespace Edge.Gateway.Admin;

/// <summary><c>GET /api/v1/access/tokens</c>: who may come in, until when, and who last did; never a token or its hash.</summary>
internal sealed class TokensEndpoints(AdminGate gate, SnapshotStore snapshots, TokenUse use, TimeProvider time) : IOpsEndpoints
{
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/api/v1/access/tokens", gate.Require(AdminPermissions.AccessRead, ListAsync));

    private Task ListAsync(HttpContext context, AdminPrincipal principal) => context.Response.WriteAsJsonAsync(
        new { tokens = snapshots.Current.Get<AdminDirectory>().Tokens.Select(Describe) }, JsonSerializerOptions.Web);

    private object Describe(AdminToken token)
    {
        DateTimeOffset now = time.GetUtcNow();
        (DateTimeOffset At, AddressKey Client)? last = use.LastOf(token.Id);
        return new
        {
            id = token.Id,
            owner = token.Identity.Owner,
            role = token.Identity.Role.Name,
            resources = token.Identity.Resources.Items.Select(static resource => resource.ToString()),
            state = token.IsExpired(now) ? "expired" : token.IsExpiring(now) ? "expiring" : "valid",
            expires = token.Expires,
            lastUsed = last?.At,
            lastAddress = last?.Client.ToClientText(),
        };
    }
}
