using Edge.Gateway.Config;
using Edge.Gateway.Events;

namespace Edge.Gateway.State;

/// <summary>Opens what the node keeps on disk before the first request, and takes up changed limits of the System Log.</summary>
internal sealed class StateService(LocalDecisions decisions, EventLog events) : ISnapshotObserver
{
    public ValueTask PrepareAsync(EdgeSnapshot? current, EdgeSnapshot next, CancellationToken cancellationToken)
    {
        events.Open(next.Get<EventLogSettings>());
        if (current is null)
        {
            decisions.Open(next.Get<StateSettings>(), next.Get<NodeSettings>().Id);
        }

        return ValueTask.CompletedTask;
    }
}
