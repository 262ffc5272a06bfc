namespace Edge.Gateway.Portal.Console.Log;

/// <summary>An event of <c>GET /api/v1/logs</c>.</summary>
public sealed record LogModel(
    string Uuid, DateTimeOffset Published, string EventType, string Severity, string DisplayMessage, LogPartyModel Actor, LogClientModel? Client, IReadOnlyList<LogPartyModel> Target, LogOutcomeModel Outcome)
{
    public Design.StateKind Kind => Outcome.Result is "DENY" or "FAILURE" || Severity == "ERROR" ? Design.StateKind.Bad
        : Severity == "WARN" ? Design.StateKind.Warning
        : Severity == "DEBUG" ? Design.StateKind.Unknown
        : Design.StateKind.Ok;
}

/// <summary>Who did it, or what it was done to.</summary>
public sealed record LogPartyModel(string Id, string? Type, string? DisplayName);

/// <summary>Where it came from.</summary>
public sealed record LogClientModel(string? IpAddress);

/// <summary>How it ended.</summary>
public sealed record LogOutcomeModel(string Result, string? Reason);
