using System.Globalization;
using System.Text.Json;
using Edge.Gateway.Cells.Control;
using Edge.Gateway.Ops;

namespace Edge.Gateway.Admin;

/// <summary><c>GET /api/v1/decisions</c> and <c>DELETE /api/v1/decisions/{id}</c>: what operators decided and is in force, and taking it back.</summary>
internal sealed class DecisionsEndpoints(AdminGate gate, StandingDecisions standing) : IOpsEndpoints
{
    /// <summary>Most decisions of one answer.</summary>
    public const int MaxListed = 10_000;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/decisions", gate.RequireSome(AdminPermissions.CellsRead, ListAsync));
        endpoints.MapDelete("/api/v1/decisions/{id}", gate.RequireSome(AdminPermissions.CellsManage, RemoveAsync));
    }

    private Task ListAsync(HttpContext context, AdminPrincipal principal)
    {
        IQueryCollection query = context.Request.Query;
        int limit = MaxListed;
        if (query.ContainsKey("limit") && (!int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxListed))
        {
            return context.ProblemAsync(StatusCodes.Status400BadRequest, "bad-request", $"'limit' is a whole number from 1 to {MaxListed}.");
        }

        StandingDecision[] reached = [.. standing.List().Where(one => principal.Allows(AdminPermissions.CellsRead, ResourceOf(one)))];
        return context.Response.WriteAsJsonAsync(new { count = reached.Length, decisions = reached.Take(limit).Select(Describe) }, JsonSerializerOptions.Web);
    }

    private async Task RemoveAsync(HttpContext context, AdminPrincipal principal)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        if (standing.Find(id) is not { } one || !principal.Allows(AdminPermissions.CellsRead, ResourceOf(one)))
        {
            await context.ProblemAsync(StatusCodes.Status404NotFound, "not-found", $"No decision in force has the id \"{id}\".");
            return;
        }

        // A failback asks for what any failback does.
        foreach (string permission in one.Kind == "failover" ? [AdminPermissions.CellsManage, AdminPermissions.DisasterRecoveryManage] : (string[])[AdminPermissions.CellsManage])
        {
            if (!principal.Allows(permission, ResourceOf(one)))
            {
                await gate.RefuseAsync(context, principal, permission, ResourceOf(one));
                return;
            }
        }

        try
        {
            bool force = context.Request.Query["force"] == "true";
            ControlResult result = await standing.TakeBackAsync(one, ControlBody.Order(principal, force, context.Request.Query["reason"]), context.RequestAborted);
            if (result.Outcome == ControlOutcome.Refused)
            {
                await context.ProblemAsync(StatusCodes.Status409Conflict, "unsafe", result.Detail + " Send ?force=true to do it all the same.");
                return;
            }

            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (IOException)
        {
            await context.ProblemAsync(StatusCodes.Status503ServiceUnavailable, "not-kept", "The decision could not be taken back, and is still in force.");
        }
    }

    private static AdminResource ResourceOf(StandingDecision one) =>
        one.Cell is not null ? AdminResource.Cell(one.Cell) : one.Tenant is not null ? AdminResource.Tenant(one.Tenant) : AdminResource.Everything;

    private static object Describe(StandingDecision one) => new
    {
        id = one.Id,
        kind = one.Kind,
        target = one.Target,
        value = one.Decision.Value,
        exists = one.Exists,
        since = one.Decision.Decided,
        by = one.Decision.Actor,
        reason = one.Decision.Reason,
        node = one.Decision.Node,
        epoch = one.Decision.Epoch,
    };
}
