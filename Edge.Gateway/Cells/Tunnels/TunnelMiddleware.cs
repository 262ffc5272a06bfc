using System.Runtime.CompilerServices;
using Edge.Gateway.Cells.ReadOnly;
using Edge.Gateway.Http;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Tunnels;

/// <summary>Registers upgraded connections, so that they can be ended when their destination is drained or their tenant becomes read-only.</summary>
internal sealed class TunnelMiddleware(RequestDelegate next, TunnelRegistry registry)
{
    public Task InvokeAsync(HttpContext context) => AccessRoutes.IsTunnel(context.Request) ? TrackAsync(context) : next(context);

    private async Task TrackAsync(HttpContext context)
    {
        EdgeRequest request = context.GetEdgeRequest();
        bool mayWrite = request.Snapshot.Get<AccessRoutes>().AccessOf(context.Request) == RouteAccess.Write;
        var tunnel = new Tunnel(context, request, request.GetRequiredTenant(), Unsafe.As<Cell>(request.Cell!), mayWrite);
        registry.Add(tunnel);
        try
        {
            await next(context);
        }
        finally
        {
            registry.Remove(tunnel);
        }
    }
}
