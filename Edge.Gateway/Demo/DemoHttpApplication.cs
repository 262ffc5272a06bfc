using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Demo;

/// <summary>Kestrel's side of a destination. There is no middleware, no scope and no activity: a load test shall not wait for its origin.</summary>
internal sealed class DemoHttpApplication(DemoDestination destination) : IHttpApplication<DemoExchange>
{
    public DemoExchange CreateContext(IFeatureCollection contextFeatures)
    {
        // Kestrel keeps one exchange per connection for us, as it does for the host's own context.
        IHostContextContainer<DemoExchange>? container = contextFeatures as IHostContextContainer<DemoExchange>;
        DemoExchange exchange = container?.HostContext ?? new DemoExchange(destination);
        if (container is not null)
        {
            container.HostContext = exchange;
        }

        exchange.Http.Initialize(contextFeatures);
        exchange.Route = DemoRouter.Match(exchange.Http.Request.Path.Value);
        destination.Counters.Begin(exchange.Route);
        return exchange;
    }

    public Task ProcessRequestAsync(DemoExchange context) =>
        context.Route != DemoRoute.Control && destination.Faults.TouchRequests
            ? DemoFaultGate.PassAsync(context)
            : DemoRouter.DispatchAsync(context);

    public void DisposeContext(DemoExchange context, Exception? exception)
    {
        destination.Counters.End(context.Route);
        context.Http.Uninitialize();
    }
}
