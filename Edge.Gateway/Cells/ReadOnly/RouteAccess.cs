namespace Edge.Gateway.Cells.ReadOnly;

/// <summary>What a request does to the service's data, which is what read-only mode goes by.</summary>
internal enum RouteAccess
{
    /// <summary>Changes nothing.</summary>
    Read,

    /// <summary>Changes data: refused while read-only.</summary>
    Write,

    /// <summary>Signs somebody in or out: passes, whatever its method.</summary>
    Auth,
}
