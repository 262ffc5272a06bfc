using System.Globalization;
using Edge.Gateway.Admin.Authentication;

namespace Edge.Gateway.Admin;

/// <summary>Lets a request to the admin API through when its caller has the permission on what it concerns; every attempt is told.</summary>
internal sealed class AdminGate(AdminAuthenticator authenticator, AdminAudit audit)
{
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
        RefuseAsync(context, principal, ReasonFor(principal, permission, resource));

    /// <summary>Tells of an attempt to reach something beyond the caller's part that is answered as if it were not there.</summary>
    public void Note(HttpContext context, AdminPrincipal principal, string permission, AdminResource resource) =>
        audit.Denied(context, AttemptOutcome.Forbidden, principal.Id, ReasonFor(principal, permission, resource));

    /// <summary>Answers 403 to someone for a reason of the endpoint's own.</summary>
    public Task RefuseAsync(HttpContext context, AdminPrincipal principal, string reason)
    {
        audit.Denied(context, AttemptOutcome.Forbidden, principal.Id, reason);
        return context.ProblemAsync(StatusCodes.Status403Forbidden, "forbidden", reason);
    }

    /// <summary>Runs an endpoint, or says why not.</summary>
    public Task EnterAsync(HttpContext context, string permission, AdminResource? resource, Func<HttpContext, AdminPrincipal, Task> endpoint)
    {
        AuthenticationResult result = authenticator.Authenticate(context);
        if (result.Principal is not { } principal)
        {
            return TurnAwayAsync(context, result);
        }

        bool isAllowed = resource is { } wanted ? principal.Allows(permission, wanted) : principal.AllowsSome(permission);
        if (!isAllowed)
        {
            return RefuseAsync(context, principal, permission, resource ?? AdminResource.Everything);
        }

        audit.Granted(context, principal.Id, permission);
        return endpoint(context, principal);
    }

    private static string ReasonFor(AdminPrincipal principal, string permission, AdminResource resource) =>
        !principal.AllowsSome(permission) ? $"The role \"{principal.Role}\" lacks the permission {permission}."
        : resource == AdminResource.Everything ? $"{permission} is limited to {principal.ReachOf(permission)} here; this concerns the whole node."
        : $"{permission} is limited to {principal.ReachOf(permission)} here; this concerns {resource}.";

    private Task TurnAwayAsync(HttpContext context, AuthenticationResult result)
    {
        audit.Denied(context, result.Outcome, result.Actor, result.Detail);
        if (result.RetryAfter > TimeSpan.Zero)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(result.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        switch (result.Outcome)
        {
            case AttemptOutcome.Locked:
                return context.ProblemAsync(StatusCodes.Status429TooManyRequests, "too-many-attempts", result.Detail);
            case AttemptOutcome.Forbidden:
                return context.ProblemAsync(StatusCodes.Status403Forbidden, "forbidden", result.Detail);
            default:
                context.Response.Headers.WWWAuthenticate = "Bearer";
                return context.ProblemAsync(StatusCodes.Status401Unauthorized, "unauthenticated", result.Detail);
        }
    }
}
