using Edge.Gateway.Cells.Routing;

namespace Edge.Gateway.Cells.Health;

internal static class DestinationStandings
{
    public static DestinationStanding Of(LiveDestination destination) => destination switch
    {
        { Share: 0 } => DestinationStanding.Draining,
        { Ejection: not EjectionReason.None } => DestinationStanding.Ejected,
        { IsHealthy: false } => DestinationStanding.Unhealthy,
        _ => DestinationStanding.Available,
    };

    public static string WordOf(DestinationStanding standing) => standing switch
    {
        DestinationStanding.Unhealthy => "unhealthy",
        DestinationStanding.Ejected => "ejected",
        DestinationStanding.Draining => "draining",
        _ => "available",
    };
}
