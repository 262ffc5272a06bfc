using Edge.Gateway.Events;

namespace Edge.Gateway.State;

/// <summary>Decisions on this node's disk, shared with the fleet where there is one.</summary>
/// <remarks>
/// A decision first looks at what the fleet has decided, takes an epoch, goes to disk, is in force, and is shared: each step with
/// Redis is left out while that is lost, and done once however many decisions there are. When the call returns and Redis answers, the
/// fleet has it: this node may die.
/// </remarks>
internal sealed class DecisionStore(LocalDecisions decisions, DecisionFleet fleet, UntoldEvents untold) : IDecisionStore
{
    public DecisionSet Current => decisions.Current;

    public async Task<DecisionSet> DecideAsync(IReadOnlyList<DecisionChange> changes, string actor, string reason, CancellationToken cancellationToken, Action<IReadOnlyList<EdgeEvent>>? kept = null)
    {
        DecisionChanges.Check(changes);
        cancellationToken.ThrowIfCancellationRequested();
        await fleet.TryStepAsync();
        if (changes.Any(decisions.Changes))
        {
            long epoch = await fleet.TryTakeEpochAsync();
            cancellationToken.ThrowIfCancellationRequested();
            List<EdgeEvent>? news = null;
            try
            {
                foreach (DecisionChange[] step in changes.Chunk(LocalDecisions.MaxPerTransaction))
                {
                    if (decisions.Decide(step, actor, reason, epoch) is { } told)
                    {
                        (news ??= []).AddRange(told);
                    }
                }
            }
            finally
            {
                if (news is not null)
                {
                    kept?.Invoke(news);
                    await fleet.TryStepAsync();
                    await untold.TellAsync();
                }
            }
        }

        return decisions.Current;
    }

    public IDisposable OnChange(Action<DecisionSet, DecisionSet> listener) => decisions.OnChange(listener);
}
