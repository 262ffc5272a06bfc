namespace Edge.Gateway.Portal.StatusPage;

/// <summary>One of the three views of the service.</summary>
public sealed record StatusGroupView(string Id, string Title, string About, IReadOnlyList<ComponentView> Components);
