using Edge.Gateway.Http;

namespace Edge.Gateway.Tenants;

/// <summary>Finds the tenant by host; answers 421 (RFC 9110 §15.5.20) when there is none.</summary>
internal sealed class TenantMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        EdgeRequest request = context.GetEdgeRequest();
        if (request.Snapshot.Get<TenantDirectory>().TryGetByHost(context.Request.Host.Value, out Tenant? tenant))
        {
            request.Tenant = tenant;
            return next(context);
        }

        return context.WriteProblemAsync(context.Request.Host.HasValue ? EdgeProblem.UnknownHost : EdgeProblem.BadRequest); // RFC 9112 §3.2: a request without a host is a bad one.
    }
}
