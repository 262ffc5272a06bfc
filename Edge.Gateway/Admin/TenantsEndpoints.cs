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

    private FailedOverIndex? _failedOver;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/tenants", gate.RequireSome(AdminPermissions.TenantsRead, ListAsync));
        endpoints.MapGet("/api/v1/tenants/{id}", gate.RequireOn(AdminPermissions.TenantsRead, static context => AdminResource.Tenant((string)context.Request.RouteValues["id"]!), ShowAsync));
    }

    private async Task ListAsync(HttpContext context, AdminPrincipal principal)
    {
        if (await context.ReadLimitAsync(DefaultRows, MaxRows) is not { } limit)
        {
            return;
        }

        IQueryCollection query = context.Request.Query;
        EdgeSnapshot snapshot = snapshots.Current;
        TenantDirectory directory = snapshot.Get<TenantDirectory>();
        TenantIndex index = await IndexOfAsync(directory, principal, isFailedOver: query["failedOver"] == "true");
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
    private async Task<TenantIndex> IndexOfAsync(TenantDirectory directory, AdminPrincipal principal, bool isFailedOver)
    {
        AdminResourceSet reach = principal.ReachOf(AdminPermissions.TenantsRead);
        if (reach.Contains(AdminResource.AllTenants))
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // The first search makes the index: not on a socket's thread.
            return isFailedOver ? FailedOver(directory) : directory.Index;
        }

        IEnumerable<Tenant> own = reach.Items.Select(item => directory.TryGetById(item.Id, out Tenant? tenant) && principal.Allows(AdminPermissions.TenantsRead, AdminResource.Tenant(tenant.Id)) ? tenant : null).OfType<Tenant>().Distinct();
        return new TenantIndex([.. isFailedOver ? own.Where(tenant => director.View.IsFailedOver(tenant)) : own]);
    }

    // Made once for a state of things: a page asks for it twice a second.
    private TenantIndex FailedOver(TenantDirectory directory)
    {
        ControlView view = director.View;
        FailedOverIndex? known = _failedOver;
        if (known?.View != view || known.Directory != directory)
        {
            _failedOver = known = new FailedOverIndex(view, directory, new TenantIndex([.. view.FailedOver.Select(id => directory.TryGetById(id, out Tenant? tenant) && view.IsFailedOver(tenant) ? tenant : null).OfType<Tenant>()]));
        }

        return known.Index;
    }

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
            isFailedOver = director.View.IsFailedOver(tenant),
            mode = assignment.IsReadOnly ? "read-only" : "read-write",
            readOnlyByOrder = director.View.IsTenantReadOnly(tenant.Id),
            jurisdictions = tenant.Jurisdictions,
            shardSize = tenant.ShardSize,
            waf = snapshot.Get<WafTable>().PolicyOf(tenant).Mode.ToString().ToLowerInvariant(),
        };
    }

    private sealed record FailedOverIndex(ControlView View, TenantDirectory Directory, TenantIndex Index);
}
