using Edge.Gateway.Config;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Edge.Gateway.Tls;

/// <summary>Registers the feature.</summary>
internal static class TlsExtensions
{
    /// <summary>Certificates, their reading from <c>edge.json</c>, and TLS metrics.</summary>
    public static IServiceCollection AddEdgeTls(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TlsMetrics>();
        services.TryAddSingleton<TlsUsage>();
        services.TryAddSingleton<CertificateStore>();
        services.AddSingleton<ISnapshotCompiler, TlsCompiler>();
        services.AddSingleton<ISnapshotObserver, CertificateObserver>();
        return services;
    }
}
