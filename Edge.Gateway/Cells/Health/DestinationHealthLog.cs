namespace Edge.Gateway.Cells.Health;

/// <summary>Says when a destination leaves or returns, and when a cell has too few.</summary>
internal sealed partial class DestinationHealthLog(ILogger<DestinationHealthLog> logger)
{
    public void Down(string cell, string destination, string reason) => LogDown(cell, destination, reason);

    public void Up(string cell, string destination) => LogUp(cell, destination);

    public void Panic(string cell, bool begins, int healthy, int all)
    {
        if (begins)
        {
            LogPanic(cell, healthy, all);
        }
        else
        {
            LogPanicOver(cell, healthy, all);
        }
    }

    [LoggerMessage(EdgeEvents.DestinationDown, LogLevel.Warning, "Destination {Destination} of cell {Cell} takes no requests: {Reason}")]
    private partial void LogDown(string cell, string destination, string reason);

    [LoggerMessage(EdgeEvents.DestinationUp, LogLevel.Information, "Destination {Destination} of cell {Cell} takes requests again.")]
    private partial void LogUp(string cell, string destination);

    [LoggerMessage(EdgeEvents.CellPanic, LogLevel.Warning, "Cell {Cell} has {Healthy} healthy of {All} destinations: all that can be reached take requests.")]
    private partial void LogPanic(string cell, int healthy, int all);

    [LoggerMessage(EdgeEvents.CellPanicOver, LogLevel.Information, "Cell {Cell} has {Healthy} healthy of {All} destinations: only those take requests.")]
    private partial void LogPanicOver(string cell, int healthy, int all);
}
