namespace Edge.Gateway.Cells.Routing;

/// <summary>What <see cref="RoutingPolicy.ConsistentHash"/> hashes.</summary>
internal enum HashSource
{
    Tenant,
    Address,
    Header,
    Cookie,
}
