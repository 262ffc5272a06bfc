using System.Globalization;
using System.Text.Json;
using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.Ops;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Reporting;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Admin;

/// <summary><c>GET /api/v1/rate-limits[?tenant=&amp;limit=&amp;after=]</c> and <c>PUT /api/v1/rate-limits/{tenant}/{bucket}</c>.</summary>
internal sealed class RateLimitsEndpoints(
    AdminGate gate, RateLimitReport report, LiveLimits live, CounterDirectory counters, SnapshotStore snapshots, IEventLog events) : IOpsEndpoints
{
    /// <summary>Rows of one answer when the request does not say.</summary>
    public const int DefaultRows = 1000;

    private static readonly string Shape = $"{{ \"limit\": n }} with n from 1 to {LimitsCompiler.MaxLimit}, or {{ \"limit\": null }} to go back to the files.";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/rate-limits", gate.RequireSome(AdminPermissions.RateLimitsRead, ListAsync));
        endpoints.MapPut("/api/v1/rate-limits/{tenant}/{bucket}", gate.RequireOn(AdminPermissions.RateLimitsManage, static context => AdminResource.Tenant((string)context.Request.RouteValues["tenant"]!), ChangeAsync));
    }

    private Task ListAsync(HttpContext context, AdminPrincipal principal)
    {
        IQueryCollection query = context.Request.Query;
        int limit = DefaultRows;
        if (query.ContainsKey("limit") && (!int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > RateLimitReport.MaxRows))
        {
            return context.ProblemAsync(400, "bad-request", $"'limit' is a whole number from 1 to {RateLimitReport.MaxRows}.");
        }

        string? tenant = query["tenant"];
        if (tenant is not null && !principal.Allows(AdminPermissions.RateLimitsRead, AdminResource.Tenant(tenant)))
        {
            return gate.RefuseAsync(context, principal, AdminPermissions.RateLimitsRead, AdminResource.Tenant(tenant));
        }

        string[] after = query["after"].ToString().Split('/', 2);
        IReadOnlyList<RateLimitRow> rows = report.Rows(
            tenant, id => principal.Allows(AdminPermissions.RateLimitsRead, AdminResource.Tenant(id)), after[0], after.Length == 2 ? after[1] : "", limit, out bool isTruncated);
        return context.Response.WriteAsJsonAsync(
            new { fleet = new { shared = report.IsFleet, nodes = report.Nodes, storeLost = report.IsStoreLost }, truncated = isTruncated, limits = rows },
            JsonSerializerOptions.Web);
    }

    private async Task ChangeAsync(HttpContext context, AdminPrincipal principal)
    {
        string tenantId = (string)context.Request.RouteValues["tenant"]!;
        string bucketId = (string)context.Request.RouteValues["bucket"]!;
        EdgeSnapshot snapshot = snapshots.Current;
        if (!snapshot.Get<TenantDirectory>().TryGetById(tenantId, out Tenant? tenant) || !snapshot.Get<LimitTable>().TryGetById(bucketId, out Bucket? bucket))
        {
            await context.ProblemAsync(404, "unknown-limit", $"No tenant \"{tenantId}\" with a bucket \"{bucketId}\".");
            return;
        }

        if (await context.ReadBodyAsync<LimitRequest>(Shape) is not { } wanted)
        {
            return;
        }

        if (wanted.Limit is < 1 or > LimitsCompiler.MaxLimit)
        {
            await context.ProblemAsync(400, "bad-request", $"Send {Shape}");
            return;
        }

        long limit = wanted.Limit ?? 0; // 0 takes a live change back.
        await live.SetAsync(tenant, bucket, limit);
        events.Write(new EdgeEvent(
            "system.org.rate_limit.change", EventSeverity.Info, principal.Id, $"{tenantId}/{bucketId}", EventOutcome.Success, limit == 0 ? "back to the files" : $"limit {limit}") { Tenant = tenantId, TargetType = "RateLimit" }.CausedBy(context));
        await context.Response.WriteAsJsonAsync(report.RowOf(snapshot, counters.GetCounter(tenantId, bucketId, tenant.CellId)), JsonSerializerOptions.Web);
    }

    private sealed record LimitRequest
    {
        public required long? Limit { get; init; } // There, and null, to go back to the files.
    }
}
