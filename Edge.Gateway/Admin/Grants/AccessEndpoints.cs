using System.Text.Json;
using Edge.Gateway.Config;
using Edge.Gateway.Ops;

namespace Edge.Gateway.Admin.Grants;

/// <summary><c>/api/v1/access/requests</c>: asking for permissions for a time, and deciding that as a second person.</summary>
internal sealed class AccessEndpoints(AdminGate gate, AccessGrants grants, SnapshotStore snapshots) : IOpsEndpoints
{
    private const string Path = "/api/v1/access/requests";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Path, gate.RequireSome(AdminPermissions.AccessRequest, AddAsync));
        endpoints.MapGet(Path, gate.RequireSome(AdminPermissions.AccessRead, ListAsync));
        endpoints.MapGet(Path + "/{id}", gate.RequireSome(AdminPermissions.AccessRead, ShowAsync));
        endpoints.MapDelete(Path + "/{id}", gate.RequireSome(AdminPermissions.AccessRequest, WithdrawAsync));
        endpoints.MapPost(Path + "/{id}/approve", gate.RequireSome(AdminPermissions.AccessApprove, (context, principal) => DecideAsync(context, principal, AccessState.Pending, AccessState.Approved)));
        endpoints.MapPost(Path + "/{id}/deny", gate.RequireSome(AdminPermissions.AccessApprove, (context, principal) => DecideAsync(context, principal, AccessState.Pending, AccessState.Denied)));
        endpoints.MapPost(Path + "/{id}/revoke", gate.RequireSome(AdminPermissions.AccessApprove, (context, principal) => DecideAsync(context, principal, AccessState.Approved, AccessState.Revoked)));
    }

    private async Task AddAsync(HttpContext context, AdminPrincipal principal)
    {
        if (await context.ReadBodyAsync<AccessWish>(AccessWish.Shape) is not { } wish)
        {
            return;
        }

        if (!wish.TryRead(snapshots.Current, out AdminGrant? grant, out TimeSpan duration, out string error))
        {
            await context.ProblemAsync(400, "bad-request", error);
            return;
        }

        await context.KeepAsync(async () =>
        {
            AccessRequest? added = await grants.AddAsync(principal, grant, duration, wish.Reason!, context.RequestAborted);
            if (added is null)
            {
                await context.ProblemAsync(409, "too-many-requests", $"{AccessGrants.MaxPending} of your requests wait for a decision, or {AccessGrants.MaxKept} are kept in all. Withdraw one, or have one decided.");
                return;
            }

            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.Headers.Location = $"{Path}/{added.Id}";
            await WriteAsync(context, added);
        });
    }

    private Task ListAsync(HttpContext context, AdminPrincipal principal) => context.Response.WriteAsJsonAsync(
        new { requests = grants.All.Where(request => Sees(principal, request)).Select(Describe) }, JsonSerializerOptions.Web);

    private Task ShowAsync(HttpContext context, AdminPrincipal principal) =>
        Find(context) is { } request && Sees(principal, request) ? WriteAsync(context, request) : UnknownAsync(context);

    private async Task WithdrawAsync(HttpContext context, AdminPrincipal principal)
    {
        if (Find(context) is not { } request || !IsOwn(principal, request))
        {
            await UnknownAsync(context);
            return;
        }

        await context.KeepAsync(async () =>
        {
            if (request.HasEnded || await grants.DecideAsync(request.Id, request.State, AccessState.Revoked, principal.Id, context.RequestAborted) is null)
            {
                await OverAsync(context, request.Id);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
    }

    private async Task DecideAsync(HttpContext context, AdminPrincipal principal, AccessState from, AccessState to)
    {
        if (Find(context) is not { } request || !(IsOwn(principal, request) || Decides(principal, request)))
        {
            await UnknownAsync(context);
            return;
        }

        if (IsOwn(principal, request))
        {
            await gate.RefuseAsync(context, principal, "A second person decides about a request, never the one who made it.");
            return;
        }

        if (to == AccessState.Approved && !principal.StandsFor(request.Grant))
        {
            await gate.RefuseAsync(context, principal, "Nobody grants what their own role does not allow.");
            return;
        }

        await context.KeepAsync(async () =>
        {
            AccessRequest? decided = await grants.DecideAsync(request.Id, from, to, principal.Id, context.RequestAborted);
            await (decided is null ? OverAsync(context, request.Id) : WriteAsync(context, decided));
        });
    }

    private static bool IsOwn(AdminPrincipal principal, AccessRequest request) => request.Requester == principal.Id || request.Owner == principal.Owner;

    private static bool Sees(AdminPrincipal principal, AccessRequest request) =>
        IsOwn(principal, request) || request.Grant.Resources.Items.All(resource => principal.Allows(AdminPermissions.AccessRead, resource));

    private static bool Decides(AdminPrincipal principal, AccessRequest request) =>
        request.Grant.Resources.Items.All(resource => principal.Allows(AdminPermissions.AccessApprove, resource));

    private AccessRequest? Find(HttpContext context) => grants.Find((string)context.Request.RouteValues["id"]!);

    private static Task UnknownAsync(HttpContext context) => context.ProblemAsync(404, "unknown-request", "No request for access has this id.");

    private Task OverAsync(HttpContext context, string id) =>
        context.ProblemAsync(409, "conflict", $"The request is {(grants.Find(id) is { } request ? Describe(request).State : "gone")}.");

    private static Task WriteAsync(HttpContext context, AccessRequest request) => context.Response.WriteAsJsonAsync(Describe(request), JsonSerializerOptions.Web);

    private static AccessView Describe(AccessRequest request) => new(
        request.Id, request.Requester, request.Owner, request.Permissions, request.Resources, ConfigDuration.Format(request.Duration), request.Reason,
        JsonNamingPolicy.CamelCase.ConvertName(request.State.ToString()), request.Requested, request.Expires, request.DecidedBy, request.Decided);

    private sealed record AccessView(
        string Id, string Requester, string Owner, IReadOnlyList<string> Permissions, IReadOnlyList<string> Resources, string Duration, string Reason,
        string State, DateTimeOffset Requested, DateTimeOffset? Expires, string? DecidedBy, DateTimeOffset? Decided);
}
