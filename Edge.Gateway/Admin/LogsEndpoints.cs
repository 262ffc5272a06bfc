using System.Globalization;
using System.Text.Json;
using Edge.Gateway.Events;
using Edge.Gateway.Ops;

namespace Edge.Gateway.Admin;

/// <summary><c>GET /api/v1/logs?since=&amp;limit=</c>: events in the shape of Okta's System Log. Who is limited to tenants sees those tenants' events only.</summary>
internal sealed class LogsEndpoints(AdminGate gate, EventLog events) : IOpsEndpoints
{
    /// <summary>Most events of one answer; Okta's limit too.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Events of one answer when the request does not say; Okta's default too.</summary>
    public const int DefaultLimit = 100;

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/api/v1/logs", gate.RequireSome(AdminPermissions.LogsRead, ListAsync));

    private Task ListAsync(HttpContext context, AdminPrincipal principal)
    {
        IQueryCollection query = context.Request.Query;
        DateTimeOffset since = DateTimeOffset.MinValue;
        int limit = DefaultLimit;
        if ((query.ContainsKey("since") && !DateTimeOffset.TryParse(query["since"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out since))
            || (query.ContainsKey("limit") && (!int.TryParse(query["limit"], CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit)))
        {
            return context.ProblemAsync(400, "bad-request", $"'since' is an ISO 8601 instant, 'limit' a whole number from 1 to {MaxLimit}.");
        }

        return context.Response.WriteAsJsonAsync(events.Since(since, limit, logged => principal.Allows(AdminPermissions.LogsRead, ResourceOf(logged))).Select(Describe), JsonSerializerOptions.Web);
    }

    private static AdminResource ResourceOf(EdgeEvent logged) => logged.Tenant is null ? AdminResource.Everything : AdminResource.Tenant(logged.Tenant);

    private static object Describe(LoggedEvent logged) => new
    {
        uuid = logged.Id,
        published = logged.Published,
        eventType = logged.Event.EventType,
        severity = Word(logged.Event.Severity),
        actor = new { id = logged.Event.Actor },
        target = new[] { new { id = logged.Event.Target } },
        outcome = new { result = Word(logged.Event.Outcome), reason = logged.Event.Reason },
    };

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToUpperInvariant();
}
