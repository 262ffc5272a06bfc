using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Edge.Gateway.Config;
using Edge.Gateway.Ops;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Reporting;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Admin;

/// <summary><c>GET /api/v1/rate-limits[?tenant=&amp;limit=&amp;after=]</c>, and <c>GET</c> and <c>PUT /api/v1/rate-limits/{tenant}/{bucket}</c>.</summary>
internal sealed class RateLimitsEndpoints(
    AdminGate gate, RateLimitReport report, LimitChanges changes, CounterDirectory counters, SnapshotStore snapshots) : IOpsEndpoints
{
    /// <summary>Rows of one answer when the request does not say.</summary>
    public const int DefaultRows = 1000;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/rate-limits", gate.RequireSome(AdminPermissions.RateLimitsRead, ListAsync));
        endpoints.MapGet("/api/v1/rate-limits/{tenant}/{bucket}", gate.RequireOn(AdminPermissions.RateLimitsRead, static context => AdminResource.Tenant(TenantOf(context)), ShowAsync));
        endpoints.MapPut("/api/v1/rate-limits/{tenant}/{bucket}", gate.RequireOn(AdminPermissions.RateLimitsManage, static context => AdminResource.Tenant(TenantOf(context)), ChangeAsync));
    }

    private async Task ListAsync(HttpContext context, AdminPrincipal principal)
    {
        if (await context.ReadLimitAsync(DefaultRows, RateLimitReport.MaxRows) is not { } limit)
        {
            return;
        }

        IQueryCollection query = context.Request.Query;
        string? tenant = query["tenant"];
        if (tenant is not null && !principal.Allows(AdminPermissions.RateLimitsRead, AdminResource.Tenant(tenant)))
        {
            await gate.RefuseAsync(context, principal, AdminPermissions.RateLimitsRead, AdminResource.Tenant(tenant));
            return;
        }

        string[] after = query["after"].ToString().Split('/', 2);
        IReadOnlyList<RateLimitRow> rows = report.Rows(
            tenant, id => principal.Allows(AdminPermissions.RateLimitsRead, AdminResource.Tenant(id)), after[0], after.Length == 2 ? after[1] : "", limit, out bool isTruncated);
        await context.Response.WriteAsJsonAsync(
            new { fleet = new { shared = report.IsFleet, nodes = report.Nodes, storeLost = report.IsStoreLost }, truncated = isTruncated, limits = rows },
            JsonSerializerOptions.Web);
    }

    private Task ShowAsync(HttpContext context, AdminPrincipal principal)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        if (!TryFind(context, snapshot, out Tenant? tenant, out Bucket? bucket))
        {
            return UnknownAsync(context);
        }

        string range = context.Request.Query["range"].ToString() is { Length: > 0 } text ? text : "hour";
        return Enum.TryParse(range, ignoreCase: true, out UsageRange wanted) && !char.IsAsciiDigit(range[0])
            ? context.Response.WriteAsJsonAsync(report.DetailOf(snapshot, counters.GetCounter(tenant.Id, bucket.Id, tenant.CellId), wanted), JsonSerializerOptions.Web)
            : context.ProblemAsync(400, "bad-request", "'range' is hour, day or week.");
    }

    private async Task ChangeAsync(HttpContext context, AdminPrincipal principal)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        if (!TryFind(context, snapshot, out Tenant? tenant, out Bucket? bucket))
        {
            await UnknownAsync(context);
            return;
        }

        if (await context.ReadBodyAsync<LimitChangeBody>(LimitChangeBody.Shape) is not { } wanted)
        {
            return;
        }

        if (!wanted.IsGood)
        {
            await context.ProblemAsync(400, "bad-request", $"Send {LimitChangeBody.Shape}");
            return;
        }

        if (wanted.LimitChange is > 0 and var limit && limit < bucket.Cost)
        {
            await context.ProblemAsync(400, "bad-request", $"A request of bucket \"{bucket.Id}\" costs {bucket.Cost}: send a limit of at least that, or no request ever passes.");
            return;
        }

        await context.KeepAsync(async () =>
        {
            await changes.ApplyAsync(context, principal, tenant.Id, bucket.Id, wanted.LimitChange, wanted.WarningChange);
            await context.Response.WriteAsJsonAsync(report.RowOf(snapshot, counters.GetCounter(tenant.Id, bucket.Id, tenant.CellId)), JsonSerializerOptions.Web);
        });
    }

    private static bool TryFind(HttpContext context, EdgeSnapshot snapshot, [NotNullWhen(true)] out Tenant? tenant, [NotNullWhen(true)] out Bucket? bucket)
    {
        bucket = null;
        return snapshot.Get<TenantDirectory>().TryGetById(TenantOf(context), out tenant) && snapshot.Get<LimitTable>().TryGetById(BucketOf(context), out bucket);
    }

    private static Task UnknownAsync(HttpContext context) =>
        context.ProblemAsync(404, "unknown-limit", $"No tenant \"{TenantOf(context)}\" with a bucket \"{BucketOf(context)}\".");

    private static string TenantOf(HttpContext context) => (string)context.Request.RouteValues["tenant"]!;

    private static string BucketOf(HttpContext context) => (string)context.Request.RouteValues["bucket"]!;
}
