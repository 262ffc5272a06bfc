using System.Text.Json;
using Edge.Gateway.Events;
using Edge.Gateway.Ops;

namespace Edge.Gateway.Admin;

/// <summary><c>GET /api/v1/logs?since=&amp;until=&amp;filter=&amp;limit=&amp;sortOrder=&amp;after=</c>: the System Log of this node, as Okta's.</summary>
/// <remarks>
/// With <c>until</c> or descending it is a bounded query: pages end. Without, it polls: there is always a next page, in the order in
/// which events were stored, so that who follows it misses nothing.
/// </remarks>
internal sealed class LogsEndpoints(AdminGate gate, EventLog events, TimeProvider time) : IOpsEndpoints
{
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/api/v1/logs", gate.RequireSome(AdminPermissions.LogsRead, ListAsync));

    private async Task ListAsync(HttpContext context, AdminPrincipal principal)
    {
        var reader = new LogQueryReader(context.Request.Query, time.GetUtcNow());
        if (reader.Read() is not { } query)
        {
            await RefuseAsync(context, reader);
            return;
        }

        try
        {
            EventPage page = await events.ReadAsync(query with { Tenants = TenantsOf(principal) }, context.RequestAborted);
            AddLinks(context, page.Next);
            await context.Response.WriteAsJsonAsync(page.Events.Select(LogEventJson.Describe), LogEventJson.Options);
        }
        catch (IOException exception)
        {
            await context.ProblemAsync(StatusCodes.Status503ServiceUnavailable, "log-unavailable", exception.Message);
        }
    }

    private static void AddLinks(HttpContext context, EventCursor? next)
    {
        HttpRequest request = context.Request;
        string address = $"{request.Scheme}://{request.Host}{request.Path}";
        context.Response.Headers.Append("Link", $"<{address}{request.QueryString}>; rel=\"self\"");
        if (next is not null)
        {
            IEnumerable<KeyValuePair<string, string?>> kept = request.Query.Where(static pair => pair.Key != "after").Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value.ToString()));
            context.Response.Headers.Append("Link", $"<{address}{QueryString.Create(kept.Append(new("after", next.ToString())))}>; rel=\"next\"");
        }
    }

    // Who is limited sees events of tenants only, as those of a cell or the node tell of others.
    private static string[]? TenantsOf(AdminPrincipal principal)
    {
        AdminResourceSet reach = principal.ReachOf(AdminPermissions.LogsRead);
        return reach.IsLimited ? [.. reach.Items.Where(static item => item.Kind == AdminResource.TenantKind).Select(static item => item.Id)] : null;
    }

    // With Okta's codes: a search that cannot be read, or another parameter.
    private static Task RefuseAsync(HttpContext context, LogQueryReader reader)
    {
        (string code, string summary) = reader.IsFilterWrong ? ("E0000031", "Invalid search criteria.") : ("E0000001", "Api validation failed: logs");
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsJsonAsync(
            new { type = "urn:edge:problem:bad-request", title = "Bad request", status = StatusCodes.Status400BadRequest, detail = reader.Error, errorCode = code, errorSummary = summary },
            JsonSerializerOptions.Web,
            "application/problem+json");
    }
}
