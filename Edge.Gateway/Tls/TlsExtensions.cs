using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Edge.Gateway.Tls;

/// <summary>Registers the feature.</summary>
internal static class TlsExtensions
{
    /// <summary>
    /// Certificates and TLS metrics. The owner of the configuration calls <see cref="CertificateStore.TryApply"/>, or
    /// <see cref="CertificateStore.Apply"/> with a table of its snapshot, before the listeners start and after each reload.
    /// </summary>
    public static IServiceCollection AddEdgeTls(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TlsMetrics>();
        services.TryAddSingleton<CertificateStore>();
        return services;
    }
}
