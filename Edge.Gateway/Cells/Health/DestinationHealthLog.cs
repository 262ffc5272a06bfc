using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Cells.Health;

/// <summary>Says when a destination leaves or returns.</summary>
internal sealed partial class DestinationHealthLog(ILogger<DestinationHealthLog> logger)
{
    public void ActiveChanged(string cell, DestinationState destination, DestinationHealth next, string reason)
    {
        DestinationHealth now = destination.Health.Active;
        if (next == DestinationHealth.Unhealthy && now != DestinationHealth.Unhealthy)
        {
            LogDown(cell, destination.DestinationId, reason);
        }
        else if (next == DestinationHealth.Healthy && now == DestinationHealth.Unhealthy)
        {
            LogUp(cell, destination.DestinationId);
        }
    }

    public void Ejected(string cell, DestinationState destination, string reason)
    {
        if (destination.Health.Passive != DestinationHealth.Unhealthy)
        {
            LogDown(cell, destination.DestinationId, reason);
        }
    }

    [LoggerMessage(EdgeEvents.DestinationDown, LogLevel.Warning, "Destination {Destination} of cell {Cell} takes no requests: {Reason}")]
    private partial void LogDown(string cell, string destination, string reason);

    [LoggerMessage(EdgeEvents.DestinationUp, LogLevel.Information, "Destination {Destination} of cell {Cell} takes requests again.")]
    private partial void LogUp(string cell, string destination);
}
