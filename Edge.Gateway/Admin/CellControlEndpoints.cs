using System.Text.Json;
using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Control;
using Edge.Gateway.Config;
using Edge.Gateway.Ops;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Admin;

/// <summary>Operators' orders: <c>POST /api/v1/cells/{id}/…</c>, <c>/api/v1/fleet/…</c> and <c>/api/v1/tenants/{id}/…</c>. All are idempotent.</summary>
internal sealed class CellControlEndpoints(AdminGate gate, CellControl control, SnapshotStore snapshots) : IOpsEndpoints
{
    private const string Shape = "nothing, or { \"weightPercent\": 0 to 100, \"force\": false, \"reason\": \"…\" }; each may be left out.";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach ((string mode, bool readOnly) in new[] { ("read-only", true), ("read-write", false) })
        {
            Post(endpoints, $"/api/v1/fleet/{mode}", static _ => AdminResource.Everything, (context, order) => control.SetFleetModeAsync(readOnly, order.Order, context.RequestAborted));
            Post(endpoints, $"/api/v1/cells/{{id}}/{mode}", CellOf, (context, order) => OnCellAsync(context, cell => control.SetModeAsync(cell, readOnly, order.Order, context.RequestAborted)));
            Post(endpoints, $"/api/v1/tenants/{{id}}/{mode}", static context => AdminResource.Tenant(IdOf(context)), (context, order) => OnTenantAsync(context, tenant => control.SetModeAsync(tenant, readOnly, order.Order, context.RequestAborted)));
        }

        foreach ((string step, int usual) in new[] { ("drain", 0), ("undrain", CellControl.FullWeight) })
        {
            Post(endpoints, $"/api/v1/cells/{{id}}/{step}", CellOf, (context, order) => OnCellAsync(
                context, cell => control.SetWeightAsync(DrainTarget.OfCell(cell), order.WeightPercent ?? usual, order.Order, context.RequestAborted)));
            foreach (string kind in new[] { "destinations", "zones", "pools" })
            {
                Post(endpoints, $"/api/v1/cells/{{id}}/{kind}/{{part}}/{step}", CellOf, (context, order) => OnPartAsync(
                    context, kind, target => control.SetWeightAsync(target, order.WeightPercent ?? usual, order.Order, context.RequestAborted)));
            }
        }
    }

    private void Post(IEndpointRouteBuilder endpoints, string path, Func<HttpContext, AdminResource> resource, Func<HttpContext, (ControlOrder Order, int? WeightPercent), Task<ControlResult>> carryOut) =>
        endpoints.MapPost(path, gate.RequireOn(AdminPermissions.CellsManage, resource, async (context, principal) =>
        {
            ControlBody? body = await context.ReadBodyAsync(Shape, ControlBody.Empty);
            if (body is not { IsGood: true })
            {
                await (body is null ? Task.CompletedTask : context.ProblemAsync(StatusCodes.Status400BadRequest, "bad-request", "Send " + Shape));
                return;
            }

            await context.KeepAsync(async () => await AnswerAsync(context, await carryOut(context, (body.OrderOf(principal), body.WeightPercent))));
        }));

    private Task<ControlResult> OnCellAsync(HttpContext context, Func<Cell, Task<ControlResult>> carryOut)
    {
        string id = IdOf(context);
        return snapshots.Current.Get<CellTable>().TryGet(id, out Cell? cell) ? carryOut(cell) : Task.FromResult(new ControlResult(ControlOutcome.NotFound, $"No cell has the id \"{id}\"."));
    }

    private Task<ControlResult> OnPartAsync(HttpContext context, string kind, Func<DrainTarget, Task<ControlResult>> carryOut) => OnCellAsync(
        context, cell => DrainTarget.Of(cell, kind, (string)context.Request.RouteValues["part"]!) is { } target
            ? carryOut(target)
            : Task.FromResult(new ControlResult(ControlOutcome.NotFound, $"Cell \"{cell.Id}\" has nothing of that name.")));

    private Task<ControlResult> OnTenantAsync(HttpContext context, Func<Tenant, Task<ControlResult>> carryOut)
    {
        string id = IdOf(context);
        return snapshots.Current.Get<TenantDirectory>().TryGetById(id, out Tenant? tenant) ? carryOut(tenant) : Task.FromResult(new ControlResult(ControlOutcome.NotFound, $"No tenant has the id \"{id}\"."));
    }

    private static Task AnswerAsync(HttpContext context, ControlResult result) => result.Outcome switch
    {
        ControlOutcome.NotFound => context.ProblemAsync(StatusCodes.Status404NotFound, "not-found", result.Detail),
        ControlOutcome.Refused => context.ProblemAsync(StatusCodes.Status409Conflict, "unsafe", result.Detail + " Send { \"force\": true } to do it all the same."),
        _ => context.Response.WriteAsJsonAsync(new { changed = result.Outcome == ControlOutcome.Done }, JsonSerializerOptions.Web),
    };

    private static string IdOf(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private static AdminResource CellOf(HttpContext context) => AdminResource.Cell(IdOf(context));
}
