namespace Edge.Gateway.Http;

/// <summary>What the floor needs to know of a tenant; <c>Tenants</c> has the rest.</summary>
internal interface ITenantIdentity
{
    string Id { get; }
}
