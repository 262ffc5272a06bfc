namespace Edge.Gateway.Admin.Authentication;

/// <summary>Who makes a request, or why that is not known.</summary>
/// <param name="Principal">Who; null when refused.</param>
/// <param name="Outcome">Why refused.</param>
/// <param name="Actor">Who it is as far as that is known, for events.</param>
/// <param name="Detail">Why refused, for the caller.</param>
/// <param name="RetryAfter">When to try again; zero for whenever.</param>
internal sealed record AuthenticationResult(AdminPrincipal? Principal, AttemptOutcome Outcome, string Actor, string Detail = "", TimeSpan RetryAfter = default)
{
    public static AuthenticationResult Of(AdminPrincipal principal) => new(principal, AttemptOutcome.Allowed, principal.Id);

    public static AuthenticationResult Refused(AttemptOutcome outcome, string detail, string actor = "unknown", TimeSpan retryAfter = default) => new(null, outcome, actor, detail, retryAfter);
}
