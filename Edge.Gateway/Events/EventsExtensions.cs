namespace Edge.Gateway.Events;

internal static class EventsExtensions
{
    public static IServiceCollection AddEdgeEvents(this IServiceCollection services)
    {
        services.AddSingleton<EventsMetrics>();
        services.AddSingleton<EventLog>();
        services.AddSingleton<IEventLog>(static provider => provider.GetRequiredService<EventLog>());
        return services;
    }
}
