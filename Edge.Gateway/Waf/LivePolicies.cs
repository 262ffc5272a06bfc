using System.Collections.Frozen;
using Edge.Gateway.State;

namespace Edge.Gateway.Waf;

/// <summary>What operators decided, made for the rules of one snapshot. Immutable.</summary>
/// <param name="Decisions">What it was made from.</param>
/// <param name="ByTenant">Exclusions on top of the tenant's own.</param>
internal sealed record LivePolicies(DecisionSet Decisions, FrozenDictionary<string, WafExclusion[]> ByTenant);
