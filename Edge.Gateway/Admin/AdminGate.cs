using Edge.Gateway.Config;
using Edge.Gateway.Events;

namespace Edge.Gateway.Admin;

/// <summary>Lets a request to the admin API through when its caller has the permission on what it concerns; every denial is an event.</summary>
internal sealed class AdminGate(SnapshotStore snapshots, IEventLog events, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    /// <summary>Wraps an endpoint that concerns the whole node, so that who is limited to a part of it is refused.</summary>
    public RequestDelegate Require(string permission, Func<HttpContext, AdminPrincipal, Task> endpoint) =>
        RequireOn(permission, static _ => AdminResource.Everything, endpoint);

    /// <summary>Wraps an endpoint that concerns one resource, usually named by its path.</summary>
    public RequestDelegate RequireOn(string permission, Func<HttpContext, AdminResource> resource, Func<HttpContext, AdminPrincipal, Task> endpoint) =>
        new AdminEndpoint(this, permission, resource, endpoint).InvokeAsync;

    /// <summary>Wraps an endpoint for whoever has the permission on anything; it must itself ask <see cref="AdminPrincipal.Allows"/> for all that it shows or changes.</summary>
    public RequestDelegate RequireSome(string permission, Func<HttpContext, AdminPrincipal, Task> endpoint) =>
        new AdminEndpoint(this, permission, resource: null, endpoint).InvokeAsync;

    /// <summary>Answers 403 to someone who may not reach what a request names beyond its path.</summary>
    public Task RefuseAsync(HttpContext context, AdminPrincipal principal, string permission, AdminResource resource) =>
        DenyAsync(context, StatusCodes.Status403Forbidden, "forbidden", ReasonFor(principal, permission, resource), principal.Id);

    /// <summary>Runs an endpoint, or says why not.</summary>
    public Task EnterAsync(HttpContext context, string permission, AdminResource? resource, Func<HttpContext, AdminPrincipal, Task> endpoint)
    {
        string? header = context.Request.Headers.Authorization;
        AdminToken? token = header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? snapshots.Current.Get<AdminDirectory>().Find(header[Scheme.Length..].Trim())
            : null;
        if (token is null || token.IsExpired(time.GetUtcNow()))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return DenyAsync(context, StatusCodes.Status401Unauthorized, "unauthenticated", "A valid bearer token is required. Make one with `token new` and put its hash into admin.json.", token?.Id ?? "unknown");
        }

        AdminPrincipal principal = new(token.Identity, []);
        bool isAllowed = resource is { } wanted ? principal.Allows(permission, wanted) : principal.AllowsSome(permission);
        return isAllowed ? endpoint(context, principal) : RefuseAsync(context, principal, permission, resource ?? AdminResource.Everything);
    }

    private static string ReasonFor(AdminPrincipal principal, string permission, AdminResource resource) =>
        !principal.AllowsSome(permission) ? $"The role \"{principal.Role}\" lacks the permission {permission}."
        : resource == AdminResource.Everything ? $"{permission} is limited to {principal.ReachOf(permission)} here; this concerns the whole node."
        : $"{permission} is limited to {principal.ReachOf(permission)} here; this concerns {resource}.";

    private Task DenyAsync(HttpContext context, int status, string name, string detail, string actor)
    {
        events.Write(new EdgeEvent("admin.access.denied", EventSeverity.Warn, actor, $"{context.Request.Method} {context.Request.Path}", EventOutcome.Deny, detail));
        return context.ProblemAsync(status, name, detail);
    }
}
