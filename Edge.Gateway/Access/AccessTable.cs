using Edge.Gateway.Access.Abuse;
using Edge.Gateway.Access.Addresses;

namespace Edge.Gateway.Access;

/// <summary>The access lists and abuse rules of a snapshot.</summary>
internal sealed class AccessTable
{
    /// <summary>Most entries of <c>access.rules</c>; only those whose set holds the address cost anything.</summary>
    public const int MaxRules = 1000;

    /// <summary>Most entries of <c>access.abuse</c>; each is compared with the path of every request.</summary>
    public const int MaxAbuseRules = 64;

    public required AddressTable Addresses { get; init; }

    /// <summary>What <see cref="Addresses"/> was read from: a reload that finds the same keeps it.</summary>
    public required IReadOnlyList<AddressSetSource> Sources { get; init; }

    /// <summary>Those that allow first: they win.</summary>
    public required AccessRule[] Rules { get; init; }

    public required AbuseRule[] Abuse { get; init; }

    /// <summary>The rule that decides about an address in these sets; null when none does.</summary>
    /// <param name="sets">Sets that hold the address.</param>
    /// <param name="tenant">Id of the request's tenant; null judges by the rules that hold for all.</param>
    /// <param name="metrics">Counts the decision, and what rules in count mode would have decided; null counts nothing.</param>
    public AccessRule? Judge(ulong sets, string? tenant, AccessMetrics? metrics)
    {
        if (sets == 0)
        {
            return null;
        }

        foreach (AccessRule rule in Rules)
        {
            if (!rule.Holds(sets, tenant))
            {
                continue;
            }

            if (rule.Mode == AccessMode.Count)
            {
                metrics?.Decided(rule.Id, "count");
                continue;
            }

            metrics?.Decided(rule.Id, rule.Action == AccessAction.Allow ? "allow" : "deny");
            return rule;
        }

        return null;
    }

    /// <summary>Whether an address is on an allow list in force.</summary>
    public bool IsAllowed(AddressKey address, string? tenant) =>
        Judge(Addresses.Find(address).Sets, tenant, metrics: null) is { Action: AccessAction.Allow };
}
