using System.Text.Json;
using Edge.Gateway.Config;
using Edge.Gateway.Ops;
using Edge.Gateway.Waf;

namespace Edge.Gateway.Admin;

/// <summary><c>GET /api/v1/waf?tenant=&amp;limit=</c>: the rules in force, those that match most, and blocked requests with secrets masked.</summary>
internal sealed class WafEndpoints(AdminGate gate, SnapshotStore snapshots, WafRuleCounts counts, WafBlockedRequests blocked) : IOpsEndpoints
{
    /// <summary>Blocked requests of one answer when the request does not say.</summary>
    public const int DefaultRows = 50;

    /// <summary>Rules of one answer.</summary>
    public const int MaxRules = 25;

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/api/v1/waf", gate.RequireSome(AdminPermissions.WafRead, ShowAsync));

    private async Task ShowAsync(HttpContext context, AdminPrincipal principal)
    {
        if (await context.ReadLimitAsync(DefaultRows, WafBlockedRequests.MaxKept) is not { } limit)
        {
            return;
        }

        string? tenant = context.Request.Query["tenant"];
        WafTable table = snapshots.Current.Get<WafTable>();
        await context.Response.WriteAsJsonAsync(
            new
            {
                mode = table.Settings.Mode.ToString().ToLowerInvariant(),
                rules = table.Rules?.Set.Rules.Count ?? 0,
                source = table.Rules?.Source,
                paranoia = table.Settings.Paranoia ?? 1,

                // What matched with all tenants together is for who reaches all.
                top = principal.Allows(AdminPermissions.WafRead, AdminResource.Everything) ? counts.Top(MaxRules).Select(static entry => new { rule = entry.Rule, message = entry.Message, matches = entry.Matches }) : null,
                blocked = blocked.Newest(WafBlockedRequests.MaxKept, tenant).Where(record => principal.Allows(AdminPermissions.WafRead, AdminResource.Tenant(record.Tenant))).Take(limit).Select(Describe),
            },
            JsonSerializerOptions.Web);
    }

    private static object Describe(WafRecord record) => new
    {
        time = record.Time,
        requestId = record.RequestId,
        tenant = record.Tenant,
        client = record.ClientAddress,
        method = record.Method,
        host = record.Host,
        path = record.Path,
        query = record.Query.Select(static entry => new { name = entry.Key, value = entry.Value }),
        headers = record.Headers.Select(static entry => new { name = entry.Key, value = entry.Value }),
        status = record.Status,
        phase = record.Phase,
        rule = record.RuleId,
        score = record.Score,
        matches = record.Matches.Select(static match => new { rule = match.Id, message = match.Message, severity = match.Severity, variable = match.Variable, value = match.Value }),
    };
}
