using System.Globalization;
using System.Text.Json;
using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Config;
using Edge.Gateway.Ops;
using Edge.Gateway.Tenants;
using Edge.Gateway.Waf;

namespace Edge.Gateway.Admin;

/// <summary><c>GET /api/v1/tenants?q=&amp;failedOver=&amp;limit=&amp;after=</c> and <c>GET /api/v1/tenants/{id}</c>: who is served where.</summary>
internal sealed class TenantsEndpoints(AdminGate gate, SnapshotStore snapshots, CellDirector director) : IOpsEndpoints
{
    /// <summary>Most tenants of one answer.</summary>
    public const int MaxRows = 1000;

    /// <summary>Tenants of one answer when the request does not say.</summary>
    public const int DefaultRows = 50;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/tenants", gate.RequireSome(AdminPermissions.TenantsRead, ListAsync));
        endpoints.MapGet("/api/v1/tenants/{id}", gate.RequireOn(AdminPermissions.TenantsRead, static context => AdminResource.Tenant((string)context.Request.RouteValues["id"]!), ShowAsync));
    }

    private async Task ListAsync(HttpContext context, AdminPrincipal principal)
    {
        IQueryCollection query = context.Request.Query;
        int limit = DefaultRows;
        if (query.ContainsKey("limit") && (!int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxRows))
        {
            await context.ProblemAsync(StatusCodes.Status400BadRequest, "bad-request", $"'limit' is a whole number from 1 to {MaxRows}.");
            return;
        }

        EdgeSnapshot snapshot = snapshots.Current;
        TenantDirectory directory = snapshot.Get<TenantDirectory>();
        TenantIndex index = query["failedOver"] == "true" ? FailedOver(directory, principal) : await IndexOfAsync(directory, principal);
        (IReadOnlyList<Tenant> page, string? next) = index.Find(query["q"].ToString().Trim().ToLowerInvariant(), query["after"].ToString(), limit);
        await context.Response.WriteAsJsonAsync(new { tenants = page.Select(tenant => Describe(snapshot, tenant)), next, total = index.Count }, JsonSerializerOptions.Web);
    }

    private Task ShowAsync(HttpContext context, AdminPrincipal principal)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        string id = (string)context.Request.RouteValues["id"]!;
        return snapshot.Get<TenantDirectory>().TryGetById(id, out Tenant? tenant)
            ? context.Response.WriteAsJsonAsync(Describe(snapshot, tenant), JsonSerializerOptions.Web)
            : context.ProblemAsync(StatusCodes.Status404NotFound, "unknown-tenant", $"No tenant has the id \"{id}\".");
    }

    // Who is limited to some tenants searches those alone.
    private static async Task<TenantIndex> IndexOfAsync(TenantDirectory directory, AdminPrincipal principal)
    {
        AdminResourceSet reach = principal.ReachOf(AdminPermissions.TenantsRead);
        if (reach.Contains(AdminResource.Tenant("*")))
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // The first search makes the index: not on a socket's thread.
            return directory.Index;
        }

        return new TenantIndex([.. reach.Items.Select(item => directory.TryGetById(item.Id, out Tenant? tenant) && principal.Allows(AdminPermissions.TenantsRead, AdminResource.Tenant(tenant.Id)) ? tenant : null).OfType<Tenant>().Distinct()]);
    }

    private TenantIndex FailedOver(TenantDirectory directory, AdminPrincipal principal) => new([.. director.View.FailedOver
        .Where(id => principal.Allows(AdminPermissions.TenantsRead, AdminResource.Tenant(id)))
        .Select(id => directory.TryGetById(id, out Tenant? tenant) ? tenant : null).OfType<Tenant>().Where(tenant => director.View.FailoverOf(tenant.Id) != tenant.CellId)]);

    private object Describe(EdgeSnapshot snapshot, Tenant tenant)
    {
        CellTable cells = snapshot.Get<CellTable>();
        CellAssignment assignment = director.Assign(cells, tenant);
        return new
        {
            id = tenant.Id,
            hosts = tenant.Hosts,
            plan = tenant.Plan,
            cell = tenant.CellId,
            drCell = cells.RecoveryOf(tenant)?.Id,
            servedBy = assignment.IsDrained ? null : assignment.Cell.Id,
            isFailedOver = director.View.FailoverOf(tenant.Id) is { } cell && cell != tenant.CellId,
            mode = assignment.IsReadOnly ? "read-only" : "read-write",
            readOnlyByOrder = director.View.IsTenantReadOnly(tenant.Id),
            jurisdictions = tenant.Jurisdictions,
            shardSize = tenant.ShardSize,
            waf = snapshot.Get<WafTable>().PolicyOf(tenant).Mode.ToString().ToLowerInvariant(),
        };
    }
}
