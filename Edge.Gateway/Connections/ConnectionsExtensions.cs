using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Edge.Gateway.Connections;

/// <summary>Registers the feature.</summary>
internal static class ConnectionsExtensions
{
    /// <summary>Holds every Kestrel listener to <see cref="ConnectionLimits"/>; register another instance before to change them.</summary>
    public static IServiceCollection AddEdgeConnections(this IServiceCollection services)
    {
        services.AddOptions();
        services.TryAddSingleton(new ConnectionLimits());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>, KestrelLimitsSetup>());
        return services;
    }
}
