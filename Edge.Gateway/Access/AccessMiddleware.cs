using Edge.Gateway.Access.Abuse;
using Edge.Gateway.Access.Addresses;
using Edge.Gateway.Access.Bans;
using Edge.Gateway.Http;

namespace Edge.Gateway.Access;

/// <summary>Access lists, then bans, then abuse rules: 403 for whom they refuse. Who is on an allow list passes them all.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, BanTable bans, AbuseGuard guard, AccessMetrics metrics)
{
    public Task InvokeAsync(HttpContext context)
    {
        EdgeRequest request = context.GetEdgeRequest();
        if (request.IsOwn)
        {
            return next(context); // What tries the front door must not ban this machine.
        }

        AccessTable table = request.Snapshot.Get<AccessTable>();
        string tenant = request.Tenant?.Id ?? "";
        AddressKey address = AddressKey.Of(request.ClientAddress);
        if (table.Judge(table.Addresses.Find(address).Sets, tenant, metrics) is { } rule)
        {
            return rule.Action == AccessAction.Allow ? next(context) : DenyAsync(context);
        }

        if (!bans.IsEmpty && (bans.Find(BanSubject.OfAddress(address)) ?? bans.Find(BanSubject.OfAddress(address, tenant))) is { } ban)
        {
            metrics.Decided(ban.Rule, "banned");
            return DenyAsync(context);
        }

        if (table.Abuse.Length == 0)
        {
            return next(context);
        }

        return guard.Inspect(context, request, table, address, body: default) switch
        {
            AbuseVerdict.Pass => next(context),
            AbuseVerdict.Deny => DenyAsync(context),
            _ => InspectBodyAsync(context, request, table, address),
        };
    }

    private async Task InspectBodyAsync(HttpContext context, EdgeRequest request, AccessTable table, AddressKey address)
    {
        AbuseVerdict verdict = await guard.InspectWithBodyAsync(context, request, table, address);
        await (verdict == AbuseVerdict.Deny ? DenyAsync(context) : next(context));
    }

    private static Task DenyAsync(HttpContext context) => context.WriteProblemAsync(EdgeProblem.AccessDenied);
}
