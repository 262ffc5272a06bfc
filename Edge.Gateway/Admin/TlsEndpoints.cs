using System.Text.Json;
using Edge.Gateway.Ops;
using Edge.Gateway.Tls;

namespace Edge.Gateway.Admin;

/// <summary><c>GET /api/v1/tls?tenant=&amp;limit=</c>: versions and ciphers by tenant, those first who still have clients below what is accepted.</summary>
internal sealed class TlsEndpoints(AdminGate gate, TlsUsage usage, CertificateStore certificates) : IOpsEndpoints
{
    /// <summary>Tenants of one answer when the request does not say.</summary>
    public const int DefaultRows = 100;

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/api/v1/tls", gate.RequireSome(AdminPermissions.TenantsRead, ShowAsync));

    private async Task ShowAsync(HttpContext context, AdminPrincipal principal)
    {
        if (await context.ReadLimitAsync(DefaultRows, TlsUsage.MaxTenants) is not { } limit)
        {
            return;
        }

        string? tenant = context.Request.Query["tenant"];
        IEnumerable<KeyValuePair<string, TenantHandshakes>> found = tenant is null ? usage.All
            : tenant.Length > 0 && usage.Find(tenant) is { } one ? [KeyValuePair.Create(tenant, one)] : [];
        await context.Response.WriteAsJsonAsync(
            new
            {
                minimum = certificates.Current.Options.Minimum == TlsMinimum.Tls13 ? "1.3" : "1.2",
                tenants = found.Where(pair => principal.Allows(AdminPermissions.TenantsRead, pair.Key == TlsUsage.Others ? AdminResource.Everything : AdminResource.Tenant(pair.Key)))
                    .OrderByDescending(static pair => pair.Value.RefusedByVersion.Sum(static count => count.Value)).ThenByDescending(static pair => pair.Value.Total).ThenBy(static pair => pair.Key, StringComparer.Ordinal)
                    .Take(limit)
                    .Select(static pair => new
                    {
                        tenant = pair.Key == TlsUsage.Others ? null : pair.Key,
                        versions = new Dictionary<string, long>(pair.Value.AgreedByVersion),
                        refused = new Dictionary<string, long>(pair.Value.RefusedByVersion),
                        ciphers = new Dictionary<string, long>(pair.Value.AgreedByCipher),
                    }),
            },
            JsonSerializerOptions.Web);
    }
}
