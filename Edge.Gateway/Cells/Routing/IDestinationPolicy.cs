using Edge.Gateway.Http;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Chooses the destination of a first try. On every request's path: allocates nothing, takes no lock.</summary>
internal interface IDestinationPolicy
{
    RoutingPolicy Kind { get; }

    /// <param name="table">With at least one preferred destination.</param>
    /// <param name="cell">For its settings and its requests under way.</param>
    /// <param name="context">The request, for its hash key.</param>
    /// <param name="request">The gateway's view of it.</param>
    LiveDestination Pick(RoutingTable table, LiveCell cell, HttpContext context, EdgeRequest request);
}
