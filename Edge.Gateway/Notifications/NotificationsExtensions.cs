using Edge.Gateway.Config;

namespace Edge.Gateway.Notifications;

internal static class NotificationsExtensions
{
    public static IServiceCollection AddEdgeNotifications(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, NotificationCompiler>();
        services.AddSingleton<NotificationMetrics>();
        services.AddSingleton<NotificationOutbox>();
        services.AddSingleton<NotificationService>();
        services.AddSingleton<INotifier>(static provider => provider.GetRequiredService<NotificationService>());
        services.AddHostedService(static provider => provider.GetRequiredService<NotificationService>());
        return services;
    }
}
