using System.Text.Json;
using Edge.Gateway.Config;
using Edge.Gateway.Ops;

namespace Edge.Gateway.Admin;

/// <summary><c>POST /api/v1/config/reload</c> and <c>GET /api/v1/config</c>.</summary>
internal sealed class ConfigEndpoints(AdminGate gate, ConfigReloader reloader, SnapshotStore snapshots) : IOpsEndpoints
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/v1/config/reload", gate.Require(AdminPermissions.ConfigManage, ReloadAsync));
        endpoints.MapGet("/api/v1/config", gate.Require(AdminPermissions.ConfigRead, ShowAsync));
    }

    private async Task ReloadAsync(HttpContext context, AdminPrincipal principal)
    {
        SnapshotLoadResult result = await reloader.ReloadAsync(principal.Id, context.RequestAborted);
        context.Response.StatusCode = result.Snapshot is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        await context.Response.WriteAsJsonAsync(
            new { inForce = result.Snapshot is not null, version = snapshots.Current.Version, diagnostics = Describe(result) },
            JsonSerializerOptions.Web);
    }

    private Task ShowAsync(HttpContext context, AdminPrincipal principal)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        return context.Response.WriteAsJsonAsync(
            new
            {
                version = snapshot.Version,
                loadedAt = snapshot.LoadedAt,
                directory = snapshot.Directory,
                files = snapshot.Get<ConfigEcho>().Files,
                lastReload = reloader.LastResult is { } last ? new { good = last.Snapshot is not null, diagnostics = Describe(last) } : null,
            },
            JsonSerializerOptions.Web);
    }

    private static object Describe(SnapshotLoadResult result) =>
        result.Diagnostics.Items.Select(static item => new { file = item.File, line = item.Line, column = item.Column, severity = item.IsError ? "error" : "warning", code = item.Code, message = item.Message });
}
