using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Design;

/// <summary>Who looks at a page; verified with this very request.</summary>
/// <param name="Principal">Who, and what they may do.</param>
/// <param name="FormToken">Proves that a form is this session's.</param>
/// <param name="Key">Counts what belongs to the session; tells nothing of its credential.</param>
internal sealed record PortalSession(AdminPrincipal Principal, string FormToken, string Key);
