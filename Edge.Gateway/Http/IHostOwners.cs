namespace Edge.Gateway.Http;

/// <summary>Whose a host is, for those who see hosts before there is a request.</summary>
internal interface IHostOwners
{
    /// <summary>Id of the tenant; null when it is nobody's. Allocates nothing.</summary>
    string? OwnerOf(string host);
}
