using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.State;
using Edge.Gateway.Tenants;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>Exclusions that operators decided: durable, of the whole fleet, in force at once, until they are taken back.</summary>
/// <remarks>An exclusion whose rule is not loaded any more says nothing, and speaks again when it is. What requests read is made by who
/// decides or reloads, never by a request: with a million decisions it takes many milliseconds.</remarks>
internal sealed class LiveExclusions : ISnapshotObserver, IDisposable
{
    /// <summary>Most of one tenant; more belong in <c>tenants.json</c>.</summary>
    public const int MaxPerTenant = 64;

    /// <summary>Longest text of one member, in chars.</summary>
    public const int MaxTextLength = 256;

    private const int IdChars = 16;

    private readonly Lock _lock = new();
    private readonly IDecisionStore _decisions;
    private readonly SnapshotStore _snapshots;
    private readonly IDisposable _subscription;
    private EdgeSnapshot? _next;

    public LiveExclusions(IDecisionStore decisions, SnapshotStore snapshots)
    {
        (_decisions, _snapshots) = (decisions, snapshots);
        _subscription = decisions.OnChange((_, _) => Renew());
    }

    /// <summary>What holds for a tenant, by the files and by operators. Allocates nothing.</summary>
    public static WafPolicy PolicyOf(WafTable table, Tenant tenant) =>
        table.Live is { Count: > 0 } live && live.TryGetValue(tenant.Id, out WafPolicy? policy) ? policy : table.PolicyOf(tenant);

    /// <summary>Puts what was decided in force for the next snapshot, and from now on what is decided before it serves.</summary>
    public ValueTask PrepareAsync(EdgeSnapshot? current, EdgeSnapshot next, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _next = next;
            Renew();
        }

        return ValueTask.CompletedTask;
    }

    public void Dispose() => _subscription.Dispose();

    /// <summary>Those of a tenant with their ids, in the order of their ids.</summary>
    public IReadOnlyList<(string Id, LiveExclusion Exclusion, Decision Decision)> Of(string tenant) =>
        [.. _decisions.Current.All.Where(static decision => decision.Key.Contains(DecisionKeys.ExclusionPart, StringComparison.Ordinal)).Select(static decision => (decision, parts: decision.Key.Split('/')))
            .Where(entry => entry.parts is ["tenant", var id, "exclusion", _] && id == tenant)
            .Select(static entry => (Id: entry.parts[3], Exclusion: Read(entry.decision)!, entry.decision))
            .Where(static entry => entry.Exclusion is not null)
            .OrderBy(static entry => entry.Id, StringComparer.Ordinal)];

    /// <summary>The id of an exclusion: the same for the same.</summary>
    public static string IdOf(LiveExclusion exclusion) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{exclusion.Rule}\n{exclusion.Target}\n{exclusion.Path}")))[..IdChars];

    /// <summary>Puts one in force. The event is kept with it, and told only when that changes anything.</summary>
    /// <exception cref="IOException">It could not be kept, and is not in force.</exception>
    public Task AddAsync(string tenant, LiveExclusion exclusion, EdgeEvent told, string reason, CancellationToken cancellationToken) =>
        _decisions.DecideAsync([new DecisionChange(DecisionKeys.TenantExclusion(tenant, IdOf(exclusion)), JsonSerializer.Serialize(exclusion)) { Events = [told] }], told.Actor, reason, cancellationToken);

    /// <summary>Takes one back, as above.</summary>
    /// <exception cref="IOException">That could not be kept.</exception>
    public Task RemoveAsync(string tenant, string id, EdgeEvent told, CancellationToken cancellationToken) =>
        _decisions.DecideAsync([new DecisionChange(DecisionKeys.TenantExclusion(tenant, id), null) { Events = [told] }], told.Actor, "taken back", cancellationToken);

    private void Renew()
    {
        lock (_lock)
        {
            Decision[] decided = [.. _decisions.Current.All.Where(static decision => decision.Key.Contains(DecisionKeys.ExclusionPart, StringComparison.Ordinal))]; // Not what was told: another change may have come between.
            if (_snapshots.CurrentOrNull is { } current && current != _next)
            {
                Renew(current, decided);
            }

            if (_next is { } next)
            {
                Renew(next, decided);
            }
        }
    }

    private static void Renew(EdgeSnapshot snapshot, Decision[] decided)
    {
        WafTable table = snapshot.Get<WafTable>();
        TenantDirectory tenants = snapshot.Get<TenantDirectory>();
        Dictionary<Tenant, List<WafExclusion>> byTenant = [];
        foreach (Decision decision in decided)
        {
            if (decision.Key.Split('/') is ["tenant", var id, "exclusion", _]
                && tenants.TryGetById(id, out Tenant? tenant)
                && Read(decision) is { } exclusion
                && table.Rules?.Set is { } rules
                && rules.TryCreateExclusion(exclusion.Rule, exclusion.Target, out RuleExclusion? made, out _))
            {
                (byTenant.TryGetValue(tenant, out List<WafExclusion>? list) ? list : byTenant[tenant] = []).Add(new WafExclusion(exclusion.Path, made));
            }
        }

        table.Live = byTenant.ToFrozenDictionary(static pair => pair.Key.Id, pair => table.PolicyOf(pair.Key).With([.. pair.Value]), StringComparer.Ordinal);
    }

    private static LiveExclusion? Read(Decision decision)
    {
        try
        {
            return JsonSerializer.Deserialize<LiveExclusion>(decision.Value);
        }
        catch (JsonException)
        {
            return null; // A newer node wrote it.
        }
    }
}
