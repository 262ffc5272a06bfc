using Edge.Gateway.Portal.Design;

namespace Edge.Gateway.Portal.StatusPage;

/// <summary>What the status page shows, in texts.</summary>
public sealed record StatusView(
    string Name,
    StateKind State,
    string Headline,
    string Sentence,
    string StylesheetUrl,
    string MeasuredTo,
    string? Begin,
    IReadOnlyList<StatusGroupView> Groups,
    IReadOnlyList<int> Years,
    IReadOnlyList<IncidentView> Open,
    IReadOnlyList<IncidentView> Past);
