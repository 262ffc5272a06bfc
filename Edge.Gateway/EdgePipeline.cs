using Edge.Gateway.Access;
using Edge.Gateway.Cells;
using Edge.Gateway.Http;
using Edge.Gateway.Listeners;
using Edge.Gateway.Portal;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.Tenants;
using Edge.Gateway.Waf;

namespace Edge.Gateway;

/// <summary>The one place that orders middleware: the way of a request, cheap before expensive.</summary>
internal static class EdgePipeline
{
    public static void Use(WebApplication app)
    {
        LeaveOutUnused(app);
        app.UseEdgeHttp(); // Request id, timer and log around everything; then the client's address, which later steps judge by.
        app.UseEdgeTenants(); // The host: without a tenant there is no limit, no rule and no cell to apply.
        app.UseEdgeHttpsRedirect(); // After the tenant, so that only known hosts are reflected; before the limits, so that a redirect costs no quota.
        app.UseEdgeAccess(); // One search over all lists and one for a ban: who is refused here costs no quota and no rule.
        app.UseEdgeDashboard(); // Before the limits, rules and cells: a spent quota or a dead cell keeps no tenant from seeing it; and what follows sees no cookie of the pages.
        app.UseEdgeRateLimiting(); // A few hundred nanoseconds: spares the rules and the cells what is over the limit.
        app.UseEdgeWaf(); // The dearest check comes last: only requests that would otherwise go to a cell are inspected.
        app.MapEdgeCells(); // Tenant to cell, to a healthy destination, and back.
    }

    // YARP registers services for sign-in and permissions of ASP.NET, and the host then puts a step for them before all others. The gateway has its
    // own of both; where the host finds these marks it thinks the step is there already.
    private static void LeaveOutUnused(IApplicationBuilder app)
    {
        app.Properties["__AuthenticationMiddlewareSet"] = true;
        app.Properties["__AuthorizationMiddlewareSet"] = true;
    }
}
