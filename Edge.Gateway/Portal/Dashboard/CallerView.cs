namespace Edge.Gateway.Portal.Dashboard;

/// <summary>A busy caller: an address, a user or a masked token.</summary>
public sealed record CallerView(string Name, long Requests, long Denied);
