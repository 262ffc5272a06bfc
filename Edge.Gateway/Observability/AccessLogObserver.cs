using Edge.Gateway.Config;

namespace Edge.Gateway.Observability;

/// <summary>Applies a snapshot's <c>accessLog</c>.</summary>
internal sealed class AccessLogObserver(AccessLog log) : ISnapshotObserver
{
    public ValueTask PrepareAsync(EdgeSnapshot? current, EdgeSnapshot next, CancellationToken cancellationToken)
    {
        log.Apply(next.Get<AccessLogOptions>());
        return ValueTask.CompletedTask;
    }
}
