using Edge.Gateway.Portal.Design;

namespace Edge.Gateway.Portal.Console.Cells;

/// <summary>States of cells and destinations as pills.</summary>
internal static class CellState
{
    public static StateKind KindOf(string health) => health switch
    {
        "ok" => StateKind.Ok,
        "warning" => StateKind.Warning,
        "bad" => StateKind.Bad,
        _ => StateKind.Unknown,
    };

    /// <summary>Of a destination.</summary>
    public static StateKind KindOf(DestinationModel destination) => destination.State switch
    {
        "available" => StateKind.Ok,
        "draining" => StateKind.Info,
        "ejected" or "unhealthy" => StateKind.Bad,
        _ => StateKind.Unknown,
    };

    /// <summary>Why it is so, in a few words; null when there is nothing to say.</summary>
    public static string? Because(DestinationModel destination) =>
        destination.Ejection is { } ejection ? $"{ejection.Reason}, until {ejection.Until.UtcDateTime:HH:mm:ss} UTC" : destination.Reason;
}
