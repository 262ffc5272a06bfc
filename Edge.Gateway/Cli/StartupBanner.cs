using System.Reflection;
using Edge.Gateway.Config;
using Edge.Gateway.Listeners;
using Edge.Gateway.Ops;
using Edge.Gateway.Portal.StatusPage;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cli;

/// <summary>What a person sees once the gateway serves: where, and two lines to try.</summary>
internal static class StartupBanner
{
    public static void Write(WebApplication app, TextWriter output)
    {
        EdgeSnapshot snapshot = app.Services.GetRequiredService<SnapshotStore>().Current;
        ListenSettings listen = snapshot.Get<ListenSettings>();
        Uri? https = ListenerAddresses.Https(app.Services);
        Uri? http = ListenerAddresses.Http(app.Services);
        output.WriteLine($"Edge gateway {Version()}: {CheckCommand.Summary(snapshot)}");
        if (https is not null)
        {
            output.WriteLine($"  https  {https} (tenants' dashboards at /.edge/)");
        }

        if (http is not null)
        {
            output.WriteLine($"  http   {http} ({(listen.HttpMode == HttpListenerMode.Redirect ? "redirects to https" : "serves")})");
        }

        output.WriteLine($"  ops    {app.Services.GetRequiredService<OpsServer>().Url} (operators' console, admin API, /livez /readyz /metrics)");
        if (app.Services.GetRequiredService<StatusServer>().Url is { } status)
        {
            output.WriteLine($"  status {status} (public status page)");
        }

        if ((https ?? http) is { } url && snapshot.Get<TenantDirectory>().Tenants.SelectMany(static tenant => tenant.Hosts).FirstOrDefault(static host => host[0] != '*') is { } host)
        {
            string target = $"{url.Scheme}://{host}:{url.Port}";
            string resolve = $"--resolve {host}:{url.Port}:127.0.0.1";
            output.WriteLine("Try:");
            output.WriteLine($"  curl -ik {resolve} {target}/api/v1/users");
            output.WriteLine($"  curl -ik {resolve} \"{target}/api/v1/users?id=1'%20OR%20'1'='1\"");
        }

        output.Flush();
    }

    private static string Version() => typeof(StartupBanner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
