namespace Edge.Gateway.Admin;

/// <summary>The optional body of a failover or failback.</summary>
/// <param name="Domains">Whom it concerns; null or empty for all that the caller may move.</param>
/// <param name="Force">Whether safety rules give way.</param>
/// <param name="Reason">Why, for the event.</param>
internal sealed record RecoveryBody(IReadOnlyList<string?>? Domains, bool? Force, string? Reason)
{
    public static RecoveryBody Empty { get; } = new(null, null, null);
}
