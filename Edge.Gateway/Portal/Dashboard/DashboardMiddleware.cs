using System.Globalization;
using Edge.Gateway.Access.Addresses;
using Edge.Gateway.Http;
using Edge.Gateway.Portal.Design;

namespace Edge.Gateway.Portal.Dashboard;

/// <summary>Answers all below <c>/.edge/</c> on tenants' hosts: no such request reaches an origin. From all others it takes the pages' cookies.</summary>
/// <remarks>It stands before the limits, the rules and the cells: a tenant whose quota is spent or whose cell is dead sees just that.</remarks>
internal sealed class DashboardMiddleware(RequestDelegate next, DashboardEndpoints endpoints, PortalThrottle throttle)
{
    private const string Prefix = ".edge";

    public Task InvokeAsync(HttpContext context)
    {
        ReadOnlySpan<char> path = context.Request.Path.Value;
        if (PathSegments.Next(ref path).Equals(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return ServeAsync(context);
        }

        EdgeCookies.Remove(context.Request.Headers);
        return next(context);
    }

    private Task ServeAsync(HttpContext context)
    {
        if (!throttle.TryEnter(AddressKey.Of(context.GetEdgeRequest().ClientAddress)))
        {
            PortalHeaders.Apply(context.Response);
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        }

        return endpoints.ServeAsync(context);
    }
}
