using System.Security.Cryptography;
using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.State;

namespace Edge.Gateway.Admin.Grants;

/// <summary>Permissions for a time: asked for by one person, approved by another, over by themselves.</summary>
/// <remarks>Each request is a decision of the store, so a fleet shares them and a restart keeps them. Reading never waits.</remarks>
internal sealed class AccessGrants(IDecisionStore store, SnapshotStore snapshots, IEventLog events, TimeProvider time) : IDisposable
{
    /// <summary>Most requests kept, those that ended among them; of those the oldest gives way.</summary>
    public const int MaxKept = 250;

    /// <summary>Most requests of one person that wait for another.</summary>
    public const int MaxPending = 10;

    /// <summary>How long one that ended is shown.</summary>
    public static readonly TimeSpan ShownFor = TimeSpan.FromDays(7);

    private readonly SemaphoreSlim _writer = new(1, 1);
    private volatile Parsed _parsed = new(DecisionSet.Empty, []);

    /// <summary>All requests, the newest first.</summary>
    public IReadOnlyList<AccessRequest> All => Parse().Requests;

    public AccessRequest? Find(string id) => All.FirstOrDefault(request => request.Id == id);

    /// <summary>What someone may do now on top of their role.</summary>
    public IReadOnlyList<AdminGrant> InForce(AdminIdentity identity)
    {
        List<AdminGrant>? grants = null;
        DateTimeOffset now = time.GetUtcNow();
        foreach (AccessRequest request in All)
        {
            // Of both: the id of a token that went away may be given to somebody else.
            if (request.State == AccessState.Approved && !request.IsOver(now) && request.Requester == identity.Id && request.Owner == identity.Owner)
            {
                (grants ??= []).Add(request.Grant);
            }
        }

        return grants ?? (IReadOnlyList<AdminGrant>)[];
    }

    /// <summary>Keeps a new request; null when <see cref="MaxKept"/> or <see cref="MaxPending"/> is reached.</summary>
    /// <exception cref="IOException">It could not be kept.</exception>
    public async Task<AccessRequest?> AddAsync(AdminPrincipal principal, AdminGrant grant, TimeSpan duration, string reason, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            IReadOnlyList<AccessRequest> all = All;
            AccessRequest? oldest = all.Count < MaxKept ? null : all.LastOrDefault(static request => request.HasEnded);
            if ((all.Count >= MaxKept && oldest is null) || all.Count(request => request.State == AccessState.Pending && request.Owner == principal.Owner) >= MaxPending)
            {
                return null;
            }

            if (oldest is not null)
            {
                await ForgetAsync(oldest, cancellationToken);
            }

            DateTimeOffset now = time.GetUtcNow();
            AccessRequest added = new()
            {
                Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
                Requester = principal.Id,
                Owner = principal.Owner,
                Permissions = [.. grant.Permissions.Order(StringComparer.Ordinal)],
                Resources = [.. grant.Resources.Items.Select(static resource => resource.ToString())],
                Duration = duration,
                Reason = reason,
                State = AccessState.Pending,
                Requested = now,
                Expires = now + snapshots.Current.Get<AccessSettings>().PendingFor,
            };
            await KeepAsync(added, "admin.access.requested", principal.Id, cancellationToken);
            return added;
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>Takes a request from one state to the next.</summary>
    /// <param name="id">The request.</param>
    /// <param name="from">The state it must be in.</param>
    /// <param name="to"><see cref="AccessState.Approved"/>, <see cref="AccessState.Denied"/> or <see cref="AccessState.Revoked"/>.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The request as it is now; null when it is in another state, or over.</returns>
    /// <exception cref="IOException">It could not be kept.</exception>
    public async Task<AccessRequest?> DecideAsync(string id, AccessState from, AccessState to, string actor, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            if (Find(id) is not { } request || request.State != from || request.IsOver(now))
            {
                return null;
            }

            AccessRequest next = request with { State = to, DecidedBy = actor, Decided = now, Expires = to == AccessState.Approved ? now + request.Duration : null };
            await KeepAsync(next, to switch { AccessState.Approved => "admin.access.approved", AccessState.Denied => "admin.access.denied", _ => "admin.access.revoked" }, actor, cancellationToken);
            return next;
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>One step: tells what is over, and forgets what ended long ago.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            foreach (AccessRequest request in All)
            {
                if (request.IsOver(now))
                {
                    await KeepAsync(request with { State = AccessState.Expired, Decided = now }, "admin.access.expired", "access-grants", cancellationToken);
                }
                else if (request.HasEnded && now - (request.Decided ?? request.Requested) > ShownFor)
                {
                    await ForgetAsync(request, cancellationToken);
                }
            }
        }
        finally
        {
            _writer.Release();
        }
    }

    public void Dispose() => _writer.Dispose();

    private async Task ForgetAsync(AccessRequest request, CancellationToken cancellationToken) =>
        await store.DecideAsync([new DecisionChange(DecisionKeys.AccessGrant(request.Id), null)], "access-grants", "ended long ago", cancellationToken);

    private async Task KeepAsync(AccessRequest request, string eventType, string actor, CancellationToken cancellationToken)
    {
        await store.DecideAsync([new DecisionChange(DecisionKeys.AccessGrant(request.Id), request.ToJson())], actor, request.Reason, cancellationToken);
        string text = $"{string.Join(", ", request.Permissions)} on {string.Join(", ", request.Resources)} for {ConfigDuration.Format(request.Duration)}, asked for by {request.Requester}: {request.Reason}";
        EventOutcome outcome = request.State switch { AccessState.Approved => EventOutcome.Allow, AccessState.Denied => EventOutcome.Deny, _ => EventOutcome.Success };
        events.Write(new EdgeEvent(eventType, EventSeverity.Info, actor, $"access-request/{request.Id}", outcome, text)
        {
            TargetType = "AccessRequest",
            Id = request.State == AccessState.Expired ? EventIdentity.Of(eventType, request.Id) : null, // Any node of a fleet may be the one to notice.
        });
    }

    // The store's set is immutable: what was read of it holds until there is another.
    private Parsed Parse()
    {
        Parsed parsed = _parsed;
        DecisionSet current = store.Current;
        if (!ReferenceEquals(parsed.Set, current))
        {
            _parsed = parsed = new Parsed(current,
            [
                .. current.All.Where(static decision => decision.Key.StartsWith(DecisionKeys.AccessGrantPrefix, StringComparison.Ordinal))
                    .Select(static decision => AccessRequest.FromJson(decision.Value)).OfType<AccessRequest>()
                    .OrderByDescending(static request => request.Requested),
            ]);
        }

        return parsed;
    }

    private sealed record Parsed(DecisionSet Set, IReadOnlyList<AccessRequest> Requests);
}
