using Edge.Gateway.Cells.Control;
using Edge.Gateway.Cells.Upgrades;
using Edge.Gateway.Cells.Upgrades.Plans;
using Edge.Gateway.Config;
using Edge.Gateway.Ops;

namespace Edge.Gateway.Admin;

/// <summary><c>/api/v1/upgrades</c>: half-pool rolling upgrades of cells.</summary>
internal sealed class UpgradesEndpoints(AdminGate gate, UpgradeService upgrades, SnapshotStore snapshots) : IOpsEndpoints
{
    private const string Path = "/api/v1/upgrades";

    private const string StartShape = "{ \"cell\": \"…\", \"plan\": \"default\", \"reason\": \"…\" }; plan and reason may be left out.";

    private const string OrderShape = "nothing, or { \"step\": \"…\", \"reason\": \"…\" }; each may be left out.";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, gate.RequireSome(AdminPermissions.UpgradesRead, ListAsync));
        endpoints.MapGet(Path + "/{id}", gate.RequireSome(AdminPermissions.UpgradesRead, ShowAsync));
        endpoints.MapPost(Path, gate.RequireSome(AdminPermissions.UpgradesManage, StartAsync));
        endpoints.MapPost(Path + "/{id}/approve", gate.RequireSome(AdminPermissions.UpgradesApprove, (context, principal) => OrderAsync(
            context, principal, AdminPermissions.UpgradesApprove, (run, order) => upgrades.ApproveAsync(run, order, principal.Owner, context.RequestAborted))));
        endpoints.MapPost(Path + "/{id}/abort", gate.RequireSome(AdminPermissions.UpgradesManage, (context, principal) => OrderAsync(
            context, principal, AdminPermissions.UpgradesManage, (run, order) => upgrades.AbortAsync(run, order, context.RequestAborted))));
    }

    private Task ListAsync(HttpContext context, AdminPrincipal principal) => context.Response.WriteAsJsonAsync(
        new { upgrades = upgrades.All.Where(run => principal.Allows(AdminPermissions.UpgradesRead, AdminResource.Cell(run.Cell))).Select(UpgradeView.Of), plans = snapshots.Current.Get<UpgradePlans>().ByName.Keys.Order(StringComparer.Ordinal) }, UpgradeCodec.Options);

    private Task ShowAsync(HttpContext context, AdminPrincipal principal) =>
        Find(context, principal, AdminPermissions.UpgradesRead) is { } run ? WriteAsync(context, run) : UnknownAsync(context);

    private async Task StartAsync(HttpContext context, AdminPrincipal principal)
    {
        if (await context.ReadBodyAsync<UpgradeBody>(StartShape) is not { } body)
        {
            return;
        }

        if (body.Cell is not { Length: > 0 } cell)
        {
            await context.ProblemAsync(StatusCodes.Status400BadRequest, "bad-request", "Send " + StartShape);
            return;
        }

        if (!principal.Allows(AdminPermissions.UpgradesManage, AdminResource.Cell(cell)))
        {
            await gate.RefuseAsync(context, principal, AdminPermissions.UpgradesManage, AdminResource.Cell(cell));
            return;
        }

        await context.KeepAsync(async () =>
        {
            (ControlResult result, UpgradeRun? run) = await upgrades.StartAsync(cell, body.Plan ?? "default", ControlBody.Order(principal, force: false, body.Reason), principal.Owner, context.RequestAborted);
            if (run is null)
            {
                await RefuseAsync(context, result);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.Headers.Location = $"{Path}/{run.Id}";
            await WriteAsync(context, run);
        });
    }

    private async Task OrderAsync(HttpContext context, AdminPrincipal principal, string permission, Func<UpgradeRun, ControlOrder, Task<ControlResult>> carryOut)
    {
        if (await context.ReadBodyAsync(OrderShape, UpgradeOrderBody.Empty) is not { } body)
        {
            return;
        }

        if (Find(context, principal, permission) is not { } run)
        {
            await UnknownAsync(context);
            return;
        }

        if (!principal.Allows(permission, AdminResource.Cell(run.Cell)))
        {
            await gate.RefuseAsync(context, principal, permission, AdminResource.Cell(run.Cell));
            return;
        }

        if (body.Step is { } step && step != run.Step.Word())
        {
            await context.ProblemAsync(StatusCodes.Status409Conflict, "conflict", $"The upgrade is at {run.Step.Word()}, not at the step that this is meant for.");
            return;
        }

        await context.KeepAsync(async () =>
        {
            ControlResult result = await carryOut(run, ControlBody.Order(principal, force: false, body.Reason));
            await (result.Outcome == ControlOutcome.Done ? WriteAsync(context, upgrades.Find(run.Id) ?? run) : RefuseAsync(context, result));
        });
    }

    // Who may neither do this to its cell nor look at it learns nothing of an upgrade.
    private UpgradeRun? Find(HttpContext context, AdminPrincipal principal, string permission) =>
        upgrades.Find((string)context.Request.RouteValues["id"]!) is { } run && AdminResource.Cell(run.Cell) is var cell && (principal.Allows(permission, cell) || principal.Allows(AdminPermissions.UpgradesRead, cell)) ? run : null;

    private static Task RefuseAsync(HttpContext context, ControlResult result) => result.Outcome == ControlOutcome.NotFound
        ? context.ProblemAsync(StatusCodes.Status404NotFound, "not-found", result.Detail)
        : context.ProblemAsync(StatusCodes.Status409Conflict, "conflict", result.Detail);

    private static Task UnknownAsync(HttpContext context) => context.ProblemAsync(StatusCodes.Status404NotFound, "not-found", "There is no such upgrade.");

    private static Task WriteAsync(HttpContext context, UpgradeRun run) => context.Response.WriteAsJsonAsync(UpgradeView.Of(run), UpgradeCodec.Options);
}
