using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Edge.Gateway.Events;
using Edge.Gateway.State;
using Edge.Gateway.Tenants;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>Exclusions that operators decided: durable, of the whole fleet, in force at once, until they are taken back.</summary>
/// <remarks>An exclusion whose rule is not loaded any more says nothing, and speaks again when it is.</remarks>
internal sealed class LiveExclusions(IDecisionStore decisions)
{
    /// <summary>Most of one tenant; more belong in <c>tenants.json</c>.</summary>
    public const int MaxPerTenant = 64;

    /// <summary>Longest text of one member, in chars.</summary>
    public const int MaxTextLength = 256;

    private const int IdChars = 16;

    /// <summary>What holds for a tenant, by the files and by operators. Allocates nothing while nothing was decided.</summary>
    public WafPolicy PolicyOf(WafTable table, Tenant tenant)
    {
        LivePolicies live = table.Live is { } known && ReferenceEquals(known.Decisions, decisions.Current) ? known : Renew(table);
        WafPolicy policy = table.PolicyOf(tenant);
        return live.ByTenant.Count > 0 && live.ByTenant.TryGetValue(tenant.Id, out WafExclusion[]? more) ? policy.With(more) : policy;
    }

    /// <summary>Those of a tenant with their ids, in the order of their ids.</summary>
    public IReadOnlyList<(string Id, LiveExclusion Exclusion, Decision Decision)> Of(string tenant) =>
        [.. decisions.Current.All.Select(static decision => (decision, parts: decision.Key.Split('/')))
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
        decisions.DecideAsync([new DecisionChange(DecisionKeys.TenantExclusion(tenant, IdOf(exclusion)), JsonSerializer.Serialize(exclusion)) { Events = [told] }], told.Actor, reason, cancellationToken);

    /// <summary>Takes one back, as above.</summary>
    /// <exception cref="IOException">That could not be kept.</exception>
    public Task RemoveAsync(string tenant, string id, EdgeEvent told, CancellationToken cancellationToken) =>
        decisions.DecideAsync([new DecisionChange(DecisionKeys.TenantExclusion(tenant, id), null) { Events = [told] }], told.Actor, "taken back", cancellationToken);

    private LivePolicies Renew(WafTable table)
    {
        DecisionSet current = decisions.Current;
        Dictionary<string, List<WafExclusion>> byTenant = new(StringComparer.Ordinal);
        foreach (Decision decision in current.All)
        {
            if (decision.Key.Contains(DecisionKeys.ExclusionPart, StringComparison.Ordinal)
                && decision.Key.Split('/') is ["tenant", var tenant, "exclusion", _]
                && Read(decision) is { } exclusion
                && table.Rules?.Set is { } rules
                && rules.TryCreateExclusion(exclusion.Rule, exclusion.Target, out RuleExclusion? made, out _))
            {
                (byTenant.TryGetValue(tenant, out List<WafExclusion>? list) ? list : byTenant[tenant] = []).Add(new WafExclusion(exclusion.Path, made));
            }
        }

        return table.Live = new LivePolicies(current, byTenant.ToFrozenDictionary(static pair => pair.Key, static pair => pair.Value.ToArray(), StringComparer.Ordinal));
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
