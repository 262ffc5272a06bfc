using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Takes every request to YARP's only route, so that routing has nothing to match: it would split the path and keep it as a route value.</summary>
internal sealed class OneRouteMiddleware
{
    private readonly RequestDelegate _next;
    private readonly EndpointDataSource _endpoints;
    private volatile Endpoint? _route;

    /// <param name="next">Routing, which leaves a request alone that has its endpoint.</param>
    /// <param name="endpoints">Where YARP puts its route; a reload may bring a new one.</param>
    public OneRouteMiddleware(RequestDelegate next, EndpointDataSource endpoints)
    {
        (_next, _endpoints) = (next, endpoints);
        ChangeToken.OnChange(endpoints.GetChangeToken, Find);
        Find();
    }

    public Task InvokeAsync(HttpContext context)
    {
        context.SetEndpoint(_route);
        return _next(context);
    }

    private void Find() => _route = _endpoints.Endpoints.SingleOrDefault(static endpoint => endpoint.Metadata.GetMetadata<RouteModel>() is not null);
}
