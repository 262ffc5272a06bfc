namespace Edge.Gateway.Portal.Console.Fleet;

/// <summary>The answer of <c>GET /api/v1/fleet</c>.</summary>
public sealed record FleetModel(IReadOnlyList<NodeModel> Nodes, string Redis, string Mode, int FailedOver, IReadOnlyList<string> ReadOnlyCells, FleetConfigModel Config);

/// <summary>A node of it.</summary>
public sealed record NodeModel(
    string Id, string? Zone, string Version, DateTimeOffset Started, DateTimeOffset Seen, long UptimeSeconds, string State, long Epoch, long ConfigVersion, bool ConfigGood, long EventsDropped, bool Self);

/// <summary>The configuration of the node that answered.</summary>
public sealed record FleetConfigModel(long Version, DateTimeOffset LoadedAt, int Errors, int Warnings);
