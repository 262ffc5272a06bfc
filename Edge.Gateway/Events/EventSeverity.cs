namespace Edge.Gateway.Events;

/// <summary>Severities of Okta's System Log.</summary>
internal enum EventSeverity
{
    Debug,
    Info,
    Warn,
    Error,
}
