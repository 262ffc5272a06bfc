using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Edge.Gateway.Events;
using Edge.Gateway.Notifications;
using Edge.Gateway.State;

namespace Edge.Gateway.Status.Incidents;

/// <summary>The incidents: kept and shared as decisions are, told as events, and to super admins.</summary>
internal sealed class IncidentBook(IDecisionStore decisions, IEventLog events, INotifier notifier, TimeProvider time) : IDisposable
{
    /// <summary>Most incidents that are kept; of more the oldest that are resolved are forgotten.</summary>
    public const int MaxKept = 500;

    /// <summary>Room in an incident that is kept for its end, in chars of JSON: the longest message and root cause, each char written as six.</summary>
    public const int RoomToResolve = (2 * 6 * Incident.MaxMessageLength) + 1024;

    private static readonly ConditionalWeakTable<DecisionSet, IReadOnlyList<Incident>> Read = new(); // A set never changes, and is asked every second.

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>All of them, the newest first.</summary>
    public IReadOnlyList<Incident> All => Read.GetValue(decisions.Current, static set =>
        [.. set.All.Where(static decision => decision.Key.StartsWith(DecisionKeys.IncidentPrefix, StringComparison.Ordinal))
            .Select(static decision => IncidentCodec.TryDecode(decision.Value)).OfType<Incident>().OrderByDescending(static incident => incident.Started).ThenBy(static incident => incident.Id, StringComparer.Ordinal)]);

    public Incident? Find(string id) => All.FirstOrDefault(incident => incident.Id == id);

    /// <summary>Opens one.</summary>
    /// <exception cref="IOException">It could not be kept, and is not open.</exception>
    public async Task<IncidentResult> OpenAsync(
        string title, IncidentImpact impact, IReadOnlyList<string> components, IncidentStatus status, string message, bool isAutomatic, string actor, CancellationToken cancellationToken)
    {
        if (status == IncidentStatus.Resolved)
        {
            return IncidentResult.Refused("An incident is not resolved before it is open.");
        }

        DateTimeOffset now = time.GetUtcNow();
        Incident incident = new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), title, impact, components, now, null, null, isAutomatic, [new IncidentUpdate("1", status, message, now)]);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            List<DecisionChange> changes = [Change(incident)];
            changes.AddRange(All.Where(static known => !known.IsOpen).Skip(MaxKept - 1).Select(static known => new DecisionChange(DecisionKeys.Incident(known.Id), null)));
            return await KeepAsync(changes, incident, "open", title, actor, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Adds an update. Half of the room is for automatic ones, the rest for people; one that resolves always has room.</summary>
    /// <param name="id">Of the incident.</param>
    /// <param name="status">From now on; null leaves it.</param>
    /// <param name="message">For customers.</param>
    /// <param name="rootCause">Must be known when it is resolved.</param>
    /// <param name="components">Further ones that are concerned.</param>
    /// <param name="isAutomatic">Whether nobody has written it.</param>
    /// <param name="actor">Who says so.</param>
    /// <param name="cancellationToken">Gives up before anything is kept.</param>
    /// <exception cref="IOException">It could not be kept, and does not hold.</exception>
    public async Task<IncidentResult> UpdateAsync(
        string id, IncidentStatus? status, string message, string? rootCause, IReadOnlyList<string> components, bool isAutomatic, string actor, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (Find(id) is not { } incident)
            {
                return IncidentResult.Refused("There is no such incident.");
            }

            if (!incident.IsOpen)
            {
                return IncidentResult.Refused("The incident is resolved. Open another one.");
            }

            IncidentStatus next = status ?? incident.Status;
            int most = next == IncidentStatus.Resolved ? Incident.MaxUpdates : isAutomatic ? Incident.MaxUpdates / 2 : Incident.MaxUpdates - 1;
            if (incident.Updates.Count >= most)
            {
                return IncidentResult.Refused($"An incident has at most {Incident.MaxUpdates} updates, the last of which resolves it. Resolve it, and open another one.");
            }

            string? cause = rootCause ?? incident.RootCause;
            if (next == IncidentStatus.Resolved && (cause is null || cause.Trim().Length < Incident.MinRootCauseLength))
            {
                return IncidentResult.Refused($"An incident is resolved with its root cause only: send \"rootCause\" with at least {Incident.MinRootCauseLength} characters.");
            }

            DateTimeOffset now = time.GetUtcNow();
            string number = (incident.Updates.Count + 1).ToString(CultureInfo.InvariantCulture);
            Incident changed = incident with
            {
                Components = [.. incident.Components.Union(components)],
                RootCause = cause,
                Resolved = next == IncidentStatus.Resolved ? now : null,
                Updates = [.. incident.Updates, new IncidentUpdate(number, next, message, now)],
            };
            int room = DecisionKeys.MaxValueLength - RoomToResolve;
            if (next == IncidentStatus.Resolved)
            {
                changed = IncidentCodec.Encode(changed).Length <= DecisionKeys.MaxValueLength ? changed : changed with { Components = incident.Components };
            }
            else if (IncidentCodec.Encode(changed).Length > (isAutomatic ? room / 2 : room))
            {
                return IncidentResult.Refused("The incident has too much text for another update. Resolve it, and open another one.");
            }

            return await KeepAsync([Change(changed)], changed, next == IncidentStatus.Resolved ? "resolve" : "update", message, actor, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static DecisionChange Change(Incident incident) => new(DecisionKeys.Incident(incident.Id), IncidentCodec.Encode(incident));

    private async Task<IncidentResult> KeepAsync(IReadOnlyList<DecisionChange> changes, Incident incident, string what, string reason, string actor, CancellationToken cancellationToken)
    {
        await decisions.DecideAsync(changes, actor, $"incident {what}", cancellationToken);
        string type = $"system.incident.{what}";
        string line = $"{incident.Title}: {incident.Updates[^1].Message}".ReplaceLineEndings(" ");
        events.Write(new EdgeEvent(type, what == "open" ? EventSeverity.Error : EventSeverity.Info, actor, incident.Id, EventOutcome.Success, line) { TargetType = "Incident", TargetName = incident.Title });
        notifier.Notify(new Notification(
            $"{incident.Id}-{incident.Updates.Count}", type, incident.Updated, $"Incident {(what == "open" ? "opened" : what == "resolve" ? "resolved" : "updated")}: {incident.Title}", actor, incident.Components, incident.Components.Count, reason.ReplaceLineEndings(" ")));
        return new IncidentResult(incident, "");
    }
}
