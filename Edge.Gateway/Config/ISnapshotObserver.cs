namespace Edge.Gateway.Config;

/// <summary>A feature that must act before a new snapshot serves its first request, such as YARP's clusters.</summary>
internal interface ISnapshotObserver
{
    /// <summary>Makes ready for <paramref name="next"/> while <paramref name="current"/> still serves. Null at the start.</summary>
    ValueTask PrepareAsync(EdgeSnapshot? current, EdgeSnapshot next, CancellationToken cancellationToken);
}
