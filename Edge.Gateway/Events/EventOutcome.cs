namespace Edge.Gateway.Events;

/// <summary>Outcomes of Okta's System Log.</summary>
internal enum EventOutcome
{
    Success,
    Failure,
    Deny,
    Allow,
    Unknown,
}
