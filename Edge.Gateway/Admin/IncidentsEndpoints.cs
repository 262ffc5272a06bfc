using Edge.Gateway.Config;
using Edge.Gateway.Ops;
using Edge.Gateway.Status;
using Edge.Gateway.Status.Incidents;

namespace Edge.Gateway.Admin;

/// <summary><c>/api/v1/incidents</c>: what the public is told on the status page.</summary>
internal sealed class IncidentsEndpoints(AdminGate gate, IncidentBook book, SnapshotStore snapshots) : IOpsEndpoints
{
    private const string Path = "/api/v1/incidents";

    private const string OpenShape = "{ \"title\": \"…\", \"impact\": \"minor\", \"status\": \"investigating\", \"message\": \"…\", \"components\": [\"region-us-east\"] }; only title and message must be there.";

    private const string UpdateShape = "{ \"status\": \"identified\", \"message\": \"…\", \"rootCause\": \"…\", \"components\": [] }; only message must be there, and rootCause with the status \"resolved\".";

    private static readonly Dictionary<string, IncidentStatus> Statuses = Enum.GetValues<IncidentStatus>().ToDictionary(static status => status.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private static readonly Dictionary<string, IncidentImpact> Impacts = Enum.GetValues<IncidentImpact>().ToDictionary(static impact => impact.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, gate.Require(AdminPermissions.IncidentsRead, ListAsync));
        endpoints.MapGet(Path + "/{id}", gate.Require(AdminPermissions.IncidentsRead, (context, _) =>
            book.Find((string)context.Request.RouteValues["id"]!) is { } incident ? WriteAsync(context, incident) : UnknownAsync(context)));
        endpoints.MapPost(Path, gate.Require(AdminPermissions.IncidentsManage, OpenAsync));
        endpoints.MapPost(Path + "/{id}/updates", gate.Require(AdminPermissions.IncidentsManage, UpdateAsync));
    }

    private Task ListAsync(HttpContext context, AdminPrincipal principal) => context.Response.WriteAsJsonAsync(
        new { incidents = book.All.Select(Describe), components = snapshots.Current.Get<StatusPlan>().Components.Select(static component => new { id = component.Id, name = component.Name }) }, IncidentCodec.Options);

    private async Task OpenAsync(HttpContext context, AdminPrincipal principal)
    {
        if (await context.ReadBodyAsync<IncidentBody>(OpenShape) is not { } body)
        {
            return;
        }

        if (body.Title is not { } title || title.Trim().Length is 0 or > Incident.MaxTitleLength || title.Any(char.IsControl)
            || !Impacts.TryGetValue(body.Impact ?? "minor", out IncidentImpact impact) || !Statuses.TryGetValue(body.Status ?? "investigating", out IncidentStatus status)
            || !IsMessage(body.Message) || !AreKnown(body.Components))
        {
            await BadAsync(context, OpenShape);
            return;
        }

        await KeepAsync(context, () => book.OpenAsync(title.Trim(), impact, body.Components ?? [], status, body.Message!.Trim(), false, principal.Id, context.RequestAborted));
    }

    private async Task UpdateAsync(HttpContext context, AdminPrincipal principal)
    {
        if (await context.ReadBodyAsync<IncidentUpdateBody>(UpdateShape) is not { } body)
        {
            return;
        }

        IncidentStatus status = default;
        if ((body.Status is not null && !Statuses.TryGetValue(body.Status, out status)) || !IsMessage(body.Message) || body.RootCause is { Length: > Incident.MaxMessageLength } || !AreKnown(body.Components))
        {
            await BadAsync(context, UpdateShape);
            return;
        }

        string id = (string)context.Request.RouteValues["id"]!;
        if (book.Find(id) is null)
        {
            await UnknownAsync(context);
            return;
        }

        await KeepAsync(context, () => book.UpdateAsync(
            id, body.Status is null ? null : status, body.Message!.Trim(), body.RootCause?.Trim(), body.Components ?? [], false, principal.Id, context.RequestAborted));
    }

    private static Task KeepAsync(HttpContext context, Func<Task<IncidentResult>> change) => context.KeepAsync(
        async () =>
        {
            IncidentResult result = await change();
            if (result.Incident is not { } incident)
            {
                await context.ProblemAsync(StatusCodes.Status409Conflict, "conflict", result.Refusal);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.Headers.Location = $"{Path}/{incident.Id}";
            await WriteAsync(context, incident);
        },
        "The incident could not be kept, and nothing has changed. Look at the log of this node.");

    private static bool IsMessage(string? message) => message?.Trim().Length is > 0 and <= Incident.MaxMessageLength;

    private bool AreKnown(IReadOnlyList<string>? components) =>
        components is null || (components.Count <= StatusPlan.MaxComponents && components.All(id => id is not null && snapshots.Current.Get<StatusPlan>().Find(id) is not null));

    private static Task BadAsync(HttpContext context, string shape) => context.ProblemAsync(
        StatusCodes.Status400BadRequest,
        "bad-request",
        $"Send {shape} impact: {string.Join(", ", Impacts.Keys)}. status: {string.Join(", ", Statuses.Keys)}. components: ids of /api/v2/components.json. A title has at most {Incident.MaxTitleLength} characters, a text {Incident.MaxMessageLength}.");

    private static Task UnknownAsync(HttpContext context) => context.ProblemAsync(StatusCodes.Status404NotFound, "not-found", "There is no such incident.");

    private static Task WriteAsync(HttpContext context, Incident incident) => context.Response.WriteAsJsonAsync(Describe(incident), IncidentCodec.Options);

    private static object Describe(Incident incident) => new
    {
        id = incident.Id,
        title = incident.Title,
        impact = incident.Impact,
        status = incident.Status,
        components = incident.Components,
        started = incident.Started,
        resolved = incident.Resolved,
        rootCause = incident.RootCause,
        automatic = incident.IsAutomatic,
        updates = incident.Updates,
    };
}
