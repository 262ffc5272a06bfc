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
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/api/v1/logs", gate.Require(AdminPermissions.LogsRead, (context, _) => ListAsync(context)));

    private async Task ListAsync(HttpContext context)
    {
        var reader = new LogQueryReader(context.Request.Query, time.GetUtcNow());
        if (reader.Read() is not { } query)
        {
            // Okta's codes: a search that cannot be read, or another parameter.
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "bad-request", reader.Error, reader.IsFilterWrong ? "E0000031" : "E0000001");
            return;
        }

        try
        {
            EventPage page = await events.ReadAsync(query, context.RequestAborted);
            AddLinks(context, page.Next);
            await context.Response.WriteAsJsonAsync(page.Events.Select(LogEventJson.Describe), LogEventJson.Options);
        }
        catch (IOException exception)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "log-unavailable", exception.Message, "E0000009");
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

    private static Task RefuseAsync(HttpContext context, int status, string name, string detail, string code)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new
            {
                type = $"urn:edge:problem:{name}",
                title = name,
                status,
                detail,
                errorCode = code,
                errorSummary = code switch { "E0000031" => "Invalid search criteria.", "E0000001" => "Api validation failed: logs", _ => "Internal Server Error" },
            },
            JsonSerializerOptions.Web,
            "application/problem+json");
    }
}
