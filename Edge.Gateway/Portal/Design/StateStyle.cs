namespace Edge.Gateway.Portal.Design;

/// <summary>The class that gives a state its colours.</summary>
internal static class StateStyle
{
    public static string ClassOf(StateKind kind) => kind switch
    {
        StateKind.Ok => "is-ok",
        StateKind.Warning => "is-warning",
        StateKind.Bursting => "is-bursting",
        StateKind.Bad => "is-bad",
        StateKind.Info => "is-info",
        _ => "is-unknown",
    };
}
