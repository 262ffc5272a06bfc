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
    private const string Shape = "nothing, {}, or { \"domains\": [\"…\"], \"force\": false, \"reason\": \"…\" }; each may be left out.";

    private const string OrgHostPrefix = "drapp.";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/dr/status", gate.RequireSome(AdminPermissions.DisasterRecoveryRead, ListAsync));
        endpoints.MapGet("/api/v1/dr/status/{domain}", gate.RequireSome(AdminPermissions.DisasterRecoveryRead, ShowAsync));
        endpoints.MapPost("/api/v1/dr/failover", gate.RequireSome(AdminPermissions.DisasterRecoveryManage, (context, principal) => MoveAsync(context, principal, recovery.FailoverAsync)));
        endpoints.MapPost("/api/v1/dr/failback", gate.RequireSome(AdminPermissions.DisasterRecoveryManage, (context, principal) => MoveAsync(context, principal, recovery.FailbackAsync)));
    }

    private Task ListAsync(HttpContext context, AdminPrincipal principal)
    {
        const string permission = AdminPermissions.DisasterRecoveryRead;
        return context.Response.WriteAsJsonAsync(
            new { status = Reach(context, principal, permission).SelectMany(tenant => tenant.Hosts.Select(domain => Describe(domain, tenant))) }, JsonSerializerOptions.Web);
    }

    private Task ShowAsync(HttpContext context, AdminPrincipal principal)
    {
        const string permission = AdminPermissions.DisasterRecoveryRead;
        string domain = (string)context.Request.RouteValues["domain"]!;
        return Find(context, principal, permission, domain) is { } tenant
            ? context.Response.WriteAsJsonAsync(new { status = new[] { Describe(domain, tenant) } }, JsonSerializerOptions.Web)
            : context.ProblemAsync(StatusCodes.Status404NotFound, "not-found", $"There is no domain \"{domain}\".");
    }

    private async Task MoveAsync(HttpContext context, AdminPrincipal principal, Func<IReadOnlyList<Tenant>, ControlOrder, CancellationToken, Task<IReadOnlyList<RecoveryResult>>> move)
    {
        const string permission = AdminPermissions.DisasterRecoveryManage;
        RecoveryBody? body = await context.ReadBodyAsync(Shape, RecoveryBody.Empty);
        if (body is null || body.Domains?.Contains(null) == true)
        {
            await (body is null ? Task.CompletedTask : context.ProblemAsync(StatusCodes.Status400BadRequest, "bad-request", "Send " + Shape));
            return;
        }

        List<(string Domain, Tenant? Tenant)> wanted = body.Domains is null or []
            ? [.. Reach(context, principal, permission).SelectMany(static tenant => tenant.Hosts.Select(domain => (domain, (Tenant?)tenant)))]
            : [.. body.Domains.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Select(domain => (domain, Find(context, principal, permission, domain)))];
        try
        {
            IReadOnlyList<RecoveryResult> moved = await move([.. wanted.Select(static entry => entry.Tenant).OfType<Tenant>().Distinct()], ControlBody.Order(principal, body.Force, body.Reason), context.RequestAborted);
            Dictionary<Tenant, RecoveryResult> results = moved.ToDictionary(static result => result.Tenant);
            context.Response.StatusCode = wanted.Count == 0 || moved.Any(static result => result.IsGood) ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
            await context.Response.WriteAsJsonAsync(
                new { results = wanted.Select(entry => new { domain = entry.Domain, message = entry.Tenant is null ? "Unknown domain" : results[entry.Tenant].Message }) }, JsonSerializerOptions.Web);
        }
        catch (IOException)
        {
            await context.ProblemAsync(StatusCodes.Status503ServiceUnavailable, "not-kept", "The decision could not be kept; ask for the status, and repeat the call.");
        }
    }

    private object Describe(string domain, Tenant tenant) => new { domain, isFailedOver = recovery.IsFailedOver(tenant) };

    /// <summary>The tenants that a call without domains means.</summary>
    private IEnumerable<Tenant> Reach(HttpContext context, AdminPrincipal principal, string permission)
    {
        TenantDirectory tenants = snapshots.Current.Get<TenantDirectory>();
        if (OrgDomainOf(context) is { } domain)
        {
            return Find(context, principal, permission, domain) is { } tenant ? [tenant] : [];
        }

        return tenants.Tenants.Where(tenant => principal.Allows(permission, AdminResource.Tenant(tenant.Id)));
    }

    private Tenant? Find(HttpContext context, AdminPrincipal principal, string permission, string domain)
    {
        TenantDirectory tenants = snapshots.Current.Get<TenantDirectory>();
        bool isOfOrg = OrgDomainOf(context) is not { } org || (tenants.TryGetByHost(org, out Tenant? owner) && tenants.TryGetByHost(domain, out Tenant? named) && ReferenceEquals(owner, named));
        if (!isOfOrg || !tenants.TryGetByHost(domain, out Tenant? tenant))
        {
            return null;
        }

        AdminResource resource = AdminResource.Tenant(tenant.Id);
        if (principal.Allows(permission, resource))
        {
            return tenant;
        }

        gate.Note(context, principal, permission, resource); // The answer does not tell that there is such a domain; the System Log tells who asked.
        return null;
    }

    private static string? OrgDomainOf(HttpContext context) =>
        context.Request.Host.Host is var host && host.StartsWith(OrgHostPrefix, StringComparison.OrdinalIgnoreCase) ? host[OrgHostPrefix.Length..] : null;
}
