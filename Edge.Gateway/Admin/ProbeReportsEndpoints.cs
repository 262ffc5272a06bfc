using System.Text.Json;
using Edge.Gateway.Ops;
using Edge.Gateway.Status;

namespace Edge.Gateway.Admin;

/// <summary><c>POST /api/v1/probes/reports</c>: monitors elsewhere tell what they measured.</summary>
internal sealed class ProbeReportsEndpoints(AdminGate gate, ProbeReports reports) : IOpsEndpoints
{
    private const string Shape =
        "{ \"location\": \"fra\", \"sent\": \"2027-01-01T00:00:00Z\", \"more\": false, \"results\": [ { \"journey\": \"sign-in\", \"host\": \"acme.example.com\", \"started\": \"…\", \"durationMs\": 12, \"validMs\": 6000, \"verdict\": \"passed\", \"failure\": \"\" } ] }.";

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost("/api/v1/probes/reports", gate.Require(AdminPermissions.ProbesReport, TakeAsync));

    private async Task TakeAsync(HttpContext context, AdminPrincipal principal)
    {
        if (await context.ReadBodyAsync<ProbeReport>(Shape) is not { } report)
        {
            return;
        }

        (int accepted, IReadOnlyList<string> rejected, string refusal) = reports.Take(report, principal.Location);
        await (refusal.Length > 0
            ? context.ProblemAsync(StatusCodes.Status422UnprocessableEntity, "implausible-report", refusal)
            : context.Response.WriteAsJsonAsync(new { accepted, rejected }, JsonSerializerOptions.Web));
    }
}
