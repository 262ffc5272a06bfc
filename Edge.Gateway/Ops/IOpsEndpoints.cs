namespace Edge.Gateway.Ops;

/// <summary>A feature's endpoints on the ops listener.</summary>
internal interface IOpsEndpoints
{
    void Map(IEndpointRouteBuilder endpoints);
}
