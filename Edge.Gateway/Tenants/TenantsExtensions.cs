using System.Diagnostics;
using System.Runtime.CompilerServices;
using Edge.Gateway.Config;
using Edge.Gateway.Http;

namespace Edge.Gateway.Tenants;

internal static class TenantsExtensions
{
    public static IServiceCollection AddEdgeTenants(this IServiceCollection services) => 
        services.AddSingleton<ISnapshotCompiler, TenantsCompiler>().AddSingleton<IHostOwners, HostOwners>();

    public static IApplicationBuilder UseEdgeTenants(this IApplicationBuilder app) => app.UseMiddleware<TenantMiddleware>();

    /// <summary>The request's tenant.</summary>
    /// <exception cref="UnreachableException">The request did not pass <see cref="TenantMiddleware"/>.</exception>
    public static Tenant GetRequiredTenant(this EdgeRequest request) =>
        request.Tenant is { } tenant ? Unsafe.As<Tenant>(tenant) : throw new UnreachableException("The request has no tenant; order UseEdgeTenants before.");
}
