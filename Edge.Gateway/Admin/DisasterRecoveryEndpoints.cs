using System.Text.Json;
using Edge.Gateway.Cells.Control;
using Edge.Gateway.Cells.DisasterRecovery;
using Edge.Gateway.Config;
using Edge.Gateway.Ops;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Admin;

/// <summary><c>GET /api/v1/dr/status[/{domain}]</c>, <c>POST /api/v1/dr/failover</c> and <c>/failback</c>, in the shapes of Okta's disaster recovery API.</summary>
/// <remarks>
/// A domain is a host of a tenant, and a tenant moves as a whole: all its domains with the one that was named. At Okta the API stands at
/// <c>drapp.{domain}</c> and means that one org; here, too, when the Host header says so.
/// </remarks>
internal sealed class DisasterRecoveryEndpoints(AdminGate gate, RecoveryService recovery, SnapshotStore snapshots) : IOpsEndpoints
{
    private const string OrgHostPrefix = "drapp.";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/dr/status", gate.Require(AdminPermissions.DisasterRecoveryRead, ListAsync));
        endpoints.MapGet("/api/v1/dr/status/{domain}", gate.Require(AdminPermissions.DisasterRecoveryRead, ShowAsync));
        endpoints.MapPost("/api/v1/dr/failover", gate.Require(AdminPermissions.DisasterRecoveryManage, (context, token) => MoveAsync(context, token, recovery.FailoverAsync)));
        endpoints.MapPost("/api/v1/dr/failback", gate.Require(AdminPermissions.DisasterRecoveryManage, (context, token) => MoveAsync(context, token, recovery.FailbackAsync)));
    }

    private Task ListAsync(HttpContext context, AdminToken token) =>
        context.Response.WriteAsJsonAsync(
            new { status = Reach(context, token).SelectMany(tenant => tenant.Hosts.Select(domain => Describe(domain, tenant))) }, JsonSerializerOptions.Web);

    private Task ShowAsync(HttpContext context, AdminToken token)
    {
        string domain = (string)context.Request.RouteValues["domain"]!;
        return Find(context, token, domain) is { } tenant
            ? context.Response.WriteAsJsonAsync(new { status = new[] { Describe(domain, tenant) } }, JsonSerializerOptions.Web)
            : ProblemAsync(context, StatusCodes.Status404NotFound, "not-found", $"There is no domain \"{domain}\".");
    }

    private async Task MoveAsync(HttpContext context, AdminToken token, Func<IReadOnlyList<Tenant>, ControlOrder, CancellationToken, Task<IReadOnlyList<RecoveryResult>>> move)
    {
        ControlBody? body = await ControlBody.ReadAsync(context, token.Id);
        if (body is null or { WeightPercent: not null })
        {
            await ProblemAsync(context, StatusCodes.Status400BadRequest, "bad-request", "Send nothing, {}, or { \"domains\": [\"…\"], \"force\": false, \"reason\": \"…\" }; each may be left out.");
            return;
        }

        List<(string Domain, Tenant? Tenant)> wanted = body.Domains is null or []
            ? [.. Reach(context, token).SelectMany(static tenant => tenant.Hosts.Select(domain => (domain, (Tenant?)tenant)))]
            : [.. body.Domains.Distinct(StringComparer.OrdinalIgnoreCase).Select(domain => (domain, Find(context, token, domain)))];
        try
        {
            IReadOnlyList<RecoveryResult> moved = await move([.. wanted.Select(static entry => entry.Tenant).OfType<Tenant>().Distinct()], body.Order, context.RequestAborted);
            Dictionary<Tenant, RecoveryResult> results = moved.ToDictionary(static result => result.Tenant);
            context.Response.StatusCode = wanted.Count == 0 || moved.Any(static result => result.IsGood) ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
            await context.Response.WriteAsJsonAsync(
                new { results = wanted.Select(entry => new { domain = entry.Domain, message = entry.Tenant is null ? "Unknown domain" : results[entry.Tenant].Message }) }, JsonSerializerOptions.Web);
        }
        catch (IOException)
        {
            await ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, "not-kept", "The decision could not be kept; ask for the status, and repeat the call.");
        }
    }

    private object Describe(string domain, Tenant tenant) => new { domain, isFailedOver = recovery.IsFailedOver(tenant) };

    /// <summary>The tenants that a call without domains means.</summary>
    private IEnumerable<Tenant> Reach(HttpContext context, AdminToken token)
    {
        TenantDirectory tenants = snapshots.Current.Get<TenantDirectory>();
        if (OrgDomainOf(context) is { } domain)
        {
            return Find(context, token, domain) is { } tenant ? [tenant] : [];
        }

        return tenants.Tenants.Where(tenant => Reaches(token, tenant));
    }

    private Tenant? Find(HttpContext context, AdminToken token, string domain)
    {
        TenantDirectory tenants = snapshots.Current.Get<TenantDirectory>();
        bool isOfOrg = OrgDomainOf(context) is not { } org || (tenants.TryGetByHost(org, out Tenant? owner) && tenants.TryGetByHost(domain, out Tenant? named) && ReferenceEquals(owner, named));
        return isOfOrg && tenants.TryGetByHost(domain, out Tenant? tenant) && Reaches(token, tenant) ? tenant : null;
    }

    private static bool Reaches(AdminToken token, Tenant tenant) =>
        (token.Tenant is null || token.Tenant == tenant.Id) && (token.Role.Resources.Count == 0 || token.Role.Resources.Contains($"tenant:{tenant.Id}"));

    private static string? OrgDomainOf(HttpContext context) =>
        context.Request.Host.Host is var host && host.StartsWith(OrgHostPrefix, StringComparison.OrdinalIgnoreCase) ? host[OrgHostPrefix.Length..] : null;

    private static Task ProblemAsync(HttpContext context, int status, string name, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { type = $"urn:edge:problem:{name}", title = name, status, detail }, JsonSerializerOptions.Web, "application/problem+json");
    }
}
