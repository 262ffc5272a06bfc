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

    private async Task ListAsync(HttpContext context, AdminPrincipal principal)
    {
        if (await context.ReadLimitAsync(MaxListed, MaxListed) is not { } limit)
        {
            return;
        }

        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // There may be a million: not on a socket's thread.
        IEnumerable<StandingDecision> reached = standing.List();
        int count = standing.Count;
        if (!principal.Allows(AdminPermissions.CellsRead, AdminResource.Everything))
        {
            StandingDecision[] own = [.. reached.Where(one => principal.Allows(AdminPermissions.CellsRead, ResourceOf(one)))];
            (reached, count) = (own, own.Length);
        }

        await context.Response.WriteAsJsonAsync(new { count, decisions = reached.Take(limit).Select(Describe) }, JsonSerializerOptions.Web);
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

        await context.KeepAsync(
            async () =>
            {
                bool force = context.Request.Query["force"] == "true";
                ControlResult result = await standing.TakeBackAsync(one, ControlBody.Order(principal, force, context.Request.Query["reason"]), context.RequestAborted);
                if (result.Outcome == ControlOutcome.Refused)
                {
                    await context.ProblemAsync(StatusCodes.Status409Conflict, "unsafe", result.Detail + " Send ?force=true to do it all the same.");
                    return;
                }

                context.Response.StatusCode = StatusCodes.Status204NoContent;
            },
            "The decision could not be taken back, and is still in force.");
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
