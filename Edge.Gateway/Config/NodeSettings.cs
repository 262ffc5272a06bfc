namespace Edge.Gateway.Config;

/// <summary><c>node</c> of <c>edge.json</c>: who this process is in its fleet.</summary>
/// <param name="Id">Unique in the fleet.</param>
/// <param name="Zone">Where it stands; empty: zones play no part.</param>
internal sealed record NodeSettings(string Id, string Zone);
