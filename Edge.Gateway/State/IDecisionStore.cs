using Edge.Gateway.Events;

namespace Edge.Gateway.State;

/// <summary>Keeps decisions. Reading never waits; nothing on a request's path writes.</summary>
internal interface IDecisionStore
{
    DecisionSet Current { get; }

    /// <summary>
    /// Puts decisions in force, all or none, and keeps them: they and their events are on disk when this returns, and with the fleet if Redis answers.
    /// More than <see cref="LocalDecisions.MaxPerTransaction"/> go in several steps, each all or none; first all on this node, then to the fleet.
    /// A change to what is in force already is none: it takes no epoch, and who asked first stays named.
    /// </summary>
    /// <param name="changes">Each key at most once.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="reason">Why, in one line.</param>
    /// <param name="cancellationToken">Gives up before anything is decided.</param>
    /// <param name="kept">Called once when anything was decided, with its events: it is kept and in force here, and the System Log is told after this.</param>
    /// <returns>The decisions in force from now on, on this node.</returns>
    /// <exception cref="IOException">They could not be kept, and are not in force; of several steps the earlier ones are.</exception>
    /// <exception cref="ArgumentException">A key stands twice, or a text is too long.</exception>
    Task<DecisionSet> DecideAsync(IReadOnlyList<DecisionChange> changes, string actor, string reason, CancellationToken cancellationToken, Action<IReadOnlyList<EdgeEvent>>? kept = null);

    /// <summary>Calls a listener after each change, in order, with the set before and the set now in force, wherever it was decided. Listeners are brief.</summary>
    /// <returns>Ends the calls when disposed.</returns>
    IDisposable OnChange(Action<DecisionSet, DecisionSet> listener);
}
