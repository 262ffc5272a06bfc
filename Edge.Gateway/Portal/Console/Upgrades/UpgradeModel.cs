namespace Edge.Gateway.Portal.Console.Upgrades;

/// <summary>The answer of <c>GET /api/v1/upgrades</c>.</summary>
public sealed record UpgradesModel(IReadOnlyList<UpgradeModel> Upgrades, IReadOnlyList<string> Plans);

/// <summary>An upgrade of it.</summary>
public sealed record UpgradeModel(
    string Id, string Cell, string Plan, string Status, string Step, string? WaitsFor, string? Detail, string StartedBy, string? AbortedBy, string? Reason, string Driver,
    DateTimeOffset Started, DateTimeOffset? Ended, IReadOnlyList<UpgradeStepModel> Steps)
{
    public bool HasEnded => Ended is not null;

    /// <summary>Whether somebody is asked to approve something.</summary>
    public bool AsksForApproval => WaitsFor is not null;

    public Design.StateKind Kind => Status switch
    {
        "completed" => Design.StateKind.Ok,
        "running" => Design.StateKind.Info,
        "waiting" or "aborted" or "rolled-back" => Design.StateKind.Warning,
        "blocked" => Design.StateKind.Bad,
        _ => Design.StateKind.Unknown,
    };

    /// <summary>The number of a step, from 1.</summary>
    public int NumberOf(string step) => 1 + Math.Max(0, Steps.Select(static record => record.Step).ToList().IndexOf(step));
}

/// <summary>A step of an upgrade.</summary>
public sealed record UpgradeStepModel(
    string Step, string State, string? Phase, DateTimeOffset? Started, DateTimeOffset? Ended, string? ApprovedBy, DateTimeOffset? Approved, string? Note)
{
    public Design.StateKind Kind => State switch
    {
        "done" => Design.StateKind.Ok,
        "running" => Design.StateKind.Info,
        "waiting" => Design.StateKind.Warning,
        "failed" => Design.StateKind.Bad,
        _ => Design.StateKind.Unknown,
    };

    /// <summary>What it is, for who sees the list for the first time.</summary>
    public string Words => Step switch
    {
        "read-only" => "The cell takes no writes",
        "drain" => "Pool a takes no requests; those under way end",
        "upgrade-database" => "The drained half's database is upgraded",
        "upgrade-servers" => "The drained half's servers are upgraded, and tested",
        "switch" => "All traffic goes to the new half, read-write. From here there is no way back",
        "replication" => "Replication to the trailing half begins again",
        "trailing-half" => "Pool b is upgraded, and tested",
        "done" => "Both halves take requests",
        _ => "",
    };
}
