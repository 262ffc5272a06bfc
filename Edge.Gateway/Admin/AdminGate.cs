using System.Text.Json;
using Edge.Gateway.Config;
using Edge.Gateway.Events;

namespace Edge.Gateway.Admin;

/// <summary>Lets a request to the admin API through when its bearer token has the permission; every denial is an event.</summary>
internal sealed class AdminGate(SnapshotStore snapshots, IEventLog events, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    /// <summary>Wraps an endpoint that concerns the whole node, so that tokens limited to a part of it are refused.</summary>
    public RequestDelegate Require(string permission, Func<HttpContext, AdminToken, Task> endpoint) => context =>
    {
        string? header = context.Request.Headers.Authorization;
        AdminToken? token = header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? snapshots.Current.Get<AdminDirectory>().Find(header[Scheme.Length..].Trim(), time.GetUtcNow())
            : null;
        if (token is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return DenyAsync(context, StatusCodes.Status401Unauthorized, "unauthenticated", "A valid bearer token is required. Make one with `token new` and put its hash into admin.json.", actor: "unknown");
        }

        if (!token.Role.Permissions.Contains(permission))
        {
            return DenyAsync(context, StatusCodes.Status403Forbidden, "forbidden", $"The role \"{token.RoleName}\" lacks the permission {permission}.", token.Id);
        }

        return token.IsLimited
            ? DenyAsync(context, StatusCodes.Status403Forbidden, "forbidden", "The token is limited to a tenant or to resources; this endpoint concerns the whole node.", token.Id)
            : endpoint(context, token);
    };

    private Task DenyAsync(HttpContext context, int status, string name, string detail, string actor)
    {
        events.Write(new EdgeEvent("admin.access.denied", EventSeverity.Warn, actor, $"{context.Request.Method} {context.Request.Path}", EventOutcome.Deny, detail));
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { type = $"urn:edge:problem:{name}", title = name, status, detail }, JsonSerializerOptions.Web, "application/problem+json");
    }
}
