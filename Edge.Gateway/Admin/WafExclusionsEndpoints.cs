using System.Text.Json;
using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.Ops;
using Edge.Gateway.State;
using Edge.Gateway.Tenants;
using Edge.Gateway.Waf;

namespace Edge.Gateway.Admin;

/// <summary><c>GET</c>, <c>POST /api/v1/tenants/{id}/waf/exclusions</c> and <c>DELETE …/{exclusion}</c>: what the rules leave out for a tenant.</summary>
internal sealed class WafExclusionsEndpoints(AdminGate gate, LiveExclusions live, SnapshotStore snapshots) : IOpsEndpoints
{
    private const string Path = "/api/v1/tenants/{id}/waf/exclusions";

    private const string Shape = "{ \"rule\": \"942100\", \"target\": \"ARGS:comment\", \"path\": \"/posts\", \"reason\": \"…\" }; rule is an id, a range or tag:NAME, and the others may be left out.";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, gate.RequireOn(AdminPermissions.WafRead, TenantOf, (context, _) => OnTenantAsync(context, tenant => ListAsync(context, tenant))));
        endpoints.MapPost(Path, gate.RequireOn(AdminPermissions.WafManage, TenantOf, (context, principal) => OnTenantAsync(context, tenant => AddAsync(context, principal, tenant))));
        endpoints.MapDelete(Path + "/{exclusion}", gate.RequireOn(AdminPermissions.WafManage, TenantOf, (context, principal) => OnTenantAsync(context, tenant => RemoveAsync(context, principal, tenant))));
    }

    private Task ListAsync(HttpContext context, Tenant tenant) => context.Response.WriteAsJsonAsync(
        new
        {
            exclusions = live.Of(tenant.Id).Select(static entry => Describe(entry.Id, entry.Exclusion, entry.Decision))
                .Concat(snapshots.Current.Get<WafTable>().PolicyOf(tenant).Exclusions.Select(static entry => Describe(null, new LiveExclusion(entry.Rule, entry.Target, entry.Path), null))),
        },
        JsonSerializerOptions.Web);

    private async Task AddAsync(HttpContext context, AdminPrincipal principal, Tenant tenant)
    {
        if (await context.ReadBodyAsync<ExclusionBody>(Shape) is not { } body)
        {
            return;
        }

        var wanted = new LiveExclusion((body.Rule ?? "").Trim(), NullIfEmpty(body.Target), NullIfEmpty(body.Path?.TrimEnd('/')));
        if (WrongWith(wanted) is { } wrong)
        {
            await context.ProblemAsync(StatusCodes.Status400BadRequest, "bad-request", wrong);
            return;
        }

        IReadOnlyList<(string Id, LiveExclusion Exclusion, Decision Decision)> present = live.Of(tenant.Id);
        string id = LiveExclusions.IdOf(wanted);
        if (present.Count >= LiveExclusions.MaxPerTenant && present.All(entry => entry.Id != id))
        {
            await context.ProblemAsync(StatusCodes.Status409Conflict, "conflict", $"The tenant has {present.Count} live exclusions; at most {LiveExclusions.MaxPerTenant} are accepted. Move them to tenants.json.");
            return;
        }

        await context.KeepAsync(async () =>
        {
            await live.AddAsync(tenant.Id, wanted, EventOf(context, principal, tenant, "security.waf.exclusion.add", wanted, body.Reason), ReasonOf(principal, body.Reason), context.RequestAborted);
            (_, LiveExclusion exclusion, Decision decision) = live.Of(tenant.Id).First(entry => entry.Id == id);
            context.Response.StatusCode = StatusCodes.Status201Created;
            await context.Response.WriteAsJsonAsync(Describe(id, exclusion, decision), JsonSerializerOptions.Web);
        });
    }

    private async Task RemoveAsync(HttpContext context, AdminPrincipal principal, Tenant tenant)
    {
        string id = (string)context.Request.RouteValues["exclusion"]!;
        LiveExclusion? present = live.Of(tenant.Id).FirstOrDefault(entry => entry.Id == id).Exclusion;
        if (present is null)
        {
            await context.ProblemAsync(StatusCodes.Status404NotFound, "unknown-exclusion", $"The tenant has no live exclusion with the id \"{id}\". Those of tenants.json are changed there.");
            return;
        }

        await context.KeepAsync(async () =>
        {
            await live.RemoveAsync(tenant.Id, id, EventOf(context, principal, tenant, "security.waf.exclusion.remove", present, null), context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
    }

    private string? WrongWith(LiveExclusion wanted)
    {
        if (wanted.Rule.Length == 0 || new[] { wanted.Rule, wanted.Target, wanted.Path }.Any(static text => text?.Length > LiveExclusions.MaxTextLength || text?.Any(char.IsControl) == true))
        {
            return $"Send {Shape} Each has at most {LiveExclusions.MaxTextLength} characters.";
        }

        if (wanted.Path is not null && (!wanted.Path.StartsWith('/') || wanted.Path.AsSpan().ContainsAny('*', '?')))
        {
            return $"'path' is \"{wanted.Path}\"; set a path that begins with '/'; it stands for itself and everything below it.";
        }

        return snapshots.Current.Get<WafTable>().Rules is not { } rules ? "No rules are in force: waf.mode is off."
            : rules.Set.TryCreateExclusion(wanted.Rule, wanted.Target, out _, out string? error) ? null : $"It would have no effect: {error}";
    }

    private async Task OnTenantAsync(HttpContext context, Func<Tenant, Task> endpoint)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        await (snapshots.Current.Get<TenantDirectory>().TryGetById(id, out Tenant? tenant) ? endpoint(tenant)
            : context.ProblemAsync(StatusCodes.Status404NotFound, "unknown-tenant", $"No tenant has the id \"{id}\"."));
    }

    private static EdgeEvent EventOf(HttpContext context, AdminPrincipal principal, Tenant tenant, string type, LiveExclusion exclusion, string? reason) =>
        new EdgeEvent(type, EventSeverity.Warn, principal.Id, $"{tenant.Id}/{LiveExclusions.IdOf(exclusion)}", EventOutcome.Success,
            $"{exclusion.Rule}, {exclusion.Target ?? "everywhere in the request"}, below {exclusion.Path ?? "/"}{(string.IsNullOrEmpty(reason) ? "" : $": {ReasonOf(principal, reason)}")}") { Tenant = tenant.Id, TargetType = "WafExclusion" }.CausedBy(context);

    private static string ReasonOf(AdminPrincipal principal, string? reason) => ControlBody.Order(principal, force: false, reason).Reason;

    private static object Describe(string? id, LiveExclusion exclusion, Decision? decision) => new
    {
        id,
        rule = exclusion.Rule,
        target = exclusion.Target,
        path = exclusion.Path,
        source = decision is null ? "files" : "live",
        actor = decision?.Actor,
        reason = NullIfEmpty(decision?.Reason),
        created = decision?.Decided,
    };

    private static string? NullIfEmpty(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    private static AdminResource TenantOf(HttpContext context) => AdminResource.Tenant((string)context.Request.RouteValues["id"]!);

    private sealed record ExclusionBody(string? Rule, string? Target, string? Path, string? Reason);
}
