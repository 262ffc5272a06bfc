using Edge.Gateway.Access.Addresses;

namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary>What keys are read from.</summary>
/// <param name="Context">The request.</param>
/// <param name="Tenant">Id of its tenant.</param>
/// <param name="Address">The client's address.</param>
/// <param name="Body">Its body, when a rule needs it.</param>
internal readonly record struct KeySource(HttpContext Context, string Tenant, AddressKey Address, KeyBody Body);
