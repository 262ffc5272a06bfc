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

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/rate-limits", gate.Require(AdminPermissions.RateLimitsRead, ListAsync));
        endpoints.MapPut("/api/v1/rate-limits/{tenant}/{bucket}", gate.Require(AdminPermissions.RateLimitsManage, ChangeAsync));
    }

    private Task ListAsync(HttpContext context, AdminToken token)
    {
        IQueryCollection query = context.Request.Query;
        int limit = DefaultRows;
        if (query.ContainsKey("limit") && (!int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > RateLimitReport.MaxRows))
        {
            return AnswerAsync(context, StatusCodes.Status400BadRequest, "bad-request", $"'limit' is a whole number from 1 to {RateLimitReport.MaxRows}.");
        }

        string? tenant = query.TryGetValue("tenant", out Microsoft.Extensions.Primitives.StringValues named) ? named.ToString() : token.Tenant;
        if (token.Tenant is not null && tenant != token.Tenant)
        {
            return AnswerAsync(context, StatusCodes.Status403Forbidden, "forbidden", $"The token may see tenant \"{token.Tenant}\" only.");
        }

        string[] after = query["after"].ToString().Split('/', 2);
        IReadOnlyList<RateLimitRow> rows = report.Rows(tenant, after[0], after.Length == 2 ? after[1] : "", limit, out bool isTruncated);
        return context.Response.WriteAsJsonAsync(
            new { fleet = new { shared = report.IsFleet, nodes = report.Nodes, storeLost = report.IsStoreLost }, truncated = isTruncated, limits = rows },
            JsonSerializerOptions.Web);
    }

    private async Task ChangeAsync(HttpContext context, AdminToken token)
    {
        string tenantId = (string)context.Request.RouteValues["tenant"]!;
        string bucketId = (string)context.Request.RouteValues["bucket"]!;
        if (token.Tenant is not null && tenantId != token.Tenant)
        {
            await AnswerAsync(context, StatusCodes.Status403Forbidden, "forbidden", $"The token may change tenant \"{token.Tenant}\" only.");
            return;
        }

        EdgeSnapshot snapshot = snapshots.Current;
        if (!snapshot.Get<TenantDirectory>().TryGetById(tenantId, out Tenant? tenant) || !snapshot.Get<LimitTable>().TryGetById(bucketId, out Bucket? bucket))
        {
            await AnswerAsync(context, StatusCodes.Status404NotFound, "unknown-limit", $"No tenant \"{tenantId}\" with a bucket \"{bucketId}\".");
            return;
        }

        if (await ReadLimitAsync(context) is not { } limit)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, "bad-request", $"Send {{ \"limit\": n }} with n from 1 to {LimitsCompiler.MaxLimit}, or {{ \"limit\": null }} to go back to the files.");
            return;
        }

        await live.SetAsync(tenant, bucket, limit);
        events.Write(new EdgeEvent(
            "system.org.rate_limit.change", EventSeverity.Info, token.Id, $"{tenantId}/{bucketId}", EventOutcome.Success, limit == 0 ? "back to the files" : $"limit {limit}"));
        await context.Response.WriteAsJsonAsync(report.RowOf(snapshot, counters.GetCounter(tenantId, bucketId, tenant.CellId)), JsonSerializerOptions.Web);
    }

    // 0 for null; null for what is not understood.
    private static async Task<long?> ReadLimitAsync(HttpContext context)
    {
        try
        {
            using JsonDocument body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            if (body.RootElement.ValueKind != JsonValueKind.Object || body.RootElement.EnumerateObject().Count() != 1 || !body.RootElement.TryGetProperty("limit", out JsonElement element))
            {
                return null;
            }

            return element.ValueKind == JsonValueKind.Null ? 0
                : element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long limit) && limit is >= 1 and <= LimitsCompiler.MaxLimit ? limit
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Task AnswerAsync(HttpContext context, int status, string name, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { type = $"urn:edge:problem:{name}", title = name, status, detail }, JsonSerializerOptions.Web, "application/problem+json");
    }
}
