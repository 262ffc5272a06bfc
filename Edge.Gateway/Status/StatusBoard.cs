using Edge.Gateway.Status.Incidents;

namespace Edge.Gateway.Status;

/// <summary>All that is published, at one moment. Immutable.</summary>
/// <param name="Name">What customers call the service.</param>
/// <param name="Url">Where customers find it; null when nobody said.</param>
/// <param name="Until">The minute up to which minutes are counted.</param>
/// <param name="Begin">Since when there are measurements; null for none.</param>
/// <param name="Components">In the order in which they are shown.</param>
/// <param name="Incidents">The newest first.</param>
internal sealed record StatusBoard(string Name, Uri? Url, DateTimeOffset Until, DateTimeOffset? Begin, IReadOnlyList<ComponentStatus> Components, IReadOnlyList<Incident> Incidents)
{
    /// <summary>Days with a bar of their own.</summary>
    public const int Days = 90;
}
