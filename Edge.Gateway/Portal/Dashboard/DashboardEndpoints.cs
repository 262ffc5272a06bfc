using System.Globalization;
using Edge.Gateway.Admin;
using Edge.Gateway.Http;
using Edge.Gateway.Portal.Design;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Reporting;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Portal.Dashboard;

/// <summary>The tenant's dashboard: what each path below <c>/.edge/</c> answers.</summary>
internal sealed class DashboardEndpoints(
    PortalDoor door, PortalPages pages, PortalSessions sessions, LiveStreams streams, DashboardModel model, LimitChanges changes)
{
    private const string Hint = "A token of your organisation, as its gateway's operators made it. It is kept in a cookie until you sign out or close the browser.";

    // The chart is large, and a tooltip over it should live longer than half a second.
    private const int LooksPerChart = 4;

    public static readonly PortalSite Site = new("dashboard", "Rate limits", "/.edge/", IsOps: false);

    public async Task ServeAsync(HttpContext context)
    {
        Tenant tenant = context.GetEdgeRequest().GetRequiredTenant();
        string path = context.Request.Path.Value!;
        if (!context.Request.IsHttps && !path.StartsWith(Site.Assets, StringComparison.Ordinal))
        {
            await RefuseCleartextAsync(context);
            return;
        }

        if (!path.StartsWith(Site.Base, StringComparison.Ordinal))
        {
            await (path == Site.Base[..^1] ? PortalPages.GoTo(context, Site.Base) : NotFoundAsync(context, null)); // Spelt otherwise, it is reserved all the same.
            return;
        }

        string page = path[Site.Base.Length..];
        if (!await door.TryServeAsync(context, Site, page, MayEnter(tenant), Hint))
        {
            await ShowAsync(context, tenant, page);
        }
    }

    private async Task ShowAsync(HttpContext context, Tenant tenant, string page)
    {
        if (page is "live" or "bucket/live")
        {
            await StreamAsync(context, tenant, page);
            return;
        }

        if (await door.EnterAsync(context, Site, MayEnter(tenant), Hint) is not { } session)
        {
            return;
        }

        bool isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (isRead)
        {
            sessions.Granted(context, session, AdminPermissions.RateLimitsRead);
        }

        await ((page, isRead) switch
        {
            ("", true) => ShowLimitsAsync(context, session, tenant),
            ("bucket", true) => ShowBucketAsync(context, session, tenant),
            ("limits.csv", true) => DashboardDownloads.LimitsCsvAsync(context, model.Rows(tenant.Id, SearchOf(context))),
            ("limits.json", true) => DashboardDownloads.LimitsJsonAsync(context, model.Rows(tenant.Id, SearchOf(context))),
            ("bucket/usage.csv" or "bucket/usage.json", true) => DownloadAsync(context, session, tenant, isCsv: page.EndsWith("csv", StringComparison.Ordinal)),
            ("bucket/warning", false) => SetWarningAsync(context, session, tenant),
            _ => NotFoundAsync(context, session),
        });
    }

    private static Func<AdminPrincipal, bool> MayEnter(Tenant tenant) => principal => principal.Allows(AdminPermissions.RateLimitsRead, AdminResource.Tenant(tenant.Id));

    private static bool MayChange(PortalSession session, Tenant tenant) => session.Principal.Allows(AdminPermissions.RateLimitsManage, AdminResource.Tenant(tenant.Id));

    private static string SearchOf(HttpContext context)
    {
        string search = context.Request.Query["search"].ToString().Trim();
        return search[..Math.Min(search.Length, DashboardModel.MaxSearchChars)];
    }

    private static int PageOf(HttpContext context) => int.TryParse(context.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out int page) ? page : 1;

    private static UsageRange RangeOf(HttpContext context) => context.Request.Query["range"].ToString() switch { "day" => UsageRange.Day, "week" => UsageRange.Week, _ => UsageRange.Hour };

    private Task ShowLimitsAsync(HttpContext context, PortalSession session, Tenant tenant) => model.Limits(tenant.Id, SearchOf(context), PageOf(context)) is not { } view ? NotFoundAsync(context, session) : pages.WriteAsync<LimitsPage>(
        context, StatusCodes.Status200OK,
        (nameof(LimitsPage.Frame), FrameOf(context, session, tenant, "Limits") with { LiveUrl = $"{Site.Base}live{context.Request.QueryString.ToUriComponent()}", RefreshSeconds = 5 }),
        (nameof(LimitsPage.Model), view));

    private Task ShowBucketAsync(HttpContext context, PortalSession session, Tenant tenant)
    {
        if (model.Show(tenant.Id, context.Request.Query["id"], RangeOf(context)) is not { } view)
        {
            return NotFoundAsync(context, session);
        }

        return pages.WriteAsync<BucketPage>(
            context, StatusCodes.Status200OK,
            (nameof(BucketPage.Frame), FrameOf(context, session, tenant, view.Limit.Bucket) with { LiveUrl = $"{Site.Base}bucket/live{context.Request.QueryString.ToUriComponent()}", RefreshSeconds = 5 }),
            (nameof(BucketPage.Model), view),
            (nameof(BucketPage.MayChange), MayChange(session, tenant)),
            (nameof(BucketPage.IsSaved), context.Request.Query["saved"] == "yes"));
    }

    private Task DownloadAsync(HttpContext context, PortalSession session, Tenant tenant, bool isCsv) =>
        model.Detail(tenant.Id, context.Request.Query["id"], RangeOf(context)) is { } detail
            ? isCsv ? DashboardDownloads.UsageCsvAsync(context, detail) : DashboardDownloads.UsageJsonAsync(context, detail)
            : NotFoundAsync(context, session);

    // Without a page in case of failure: nobody reads it.
    private async Task StreamAsync(HttpContext context, Tenant tenant, string page)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            PortalHeaders.Apply(context.Response);
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        if (await door.FollowAsync(context, Site, MayEnter(tenant)) is not { } session)
        {
            return;
        }

        int looks = 0;
        await streams.RunAsync(context, session, async () =>
        {
            // Who may look, and at what, is asked anew each time.
            if (door.Find(context, Site, MayEnter(tenant)) is null)
            {
                return null;
            }

            if (page == "live")
            {
                return model.Limits(tenant.Id, SearchOf(context), PageOf(context)) is { } limits
                    ? [new LiveUpdate(LimitsPage.Region, await pages.DrawAsync<LimitsList>((nameof(LimitsList.Model), limits)))]
                    : null;
            }

            if (model.Show(tenant.Id, context.Request.Query["id"], RangeOf(context)) is not { } view)
            {
                return [];
            }

            var figures = new LiveUpdate(BucketPage.FiguresRegion, await pages.DrawAsync<BucketFigures>((nameof(BucketFigures.Model), view)));
            return looks++ % LooksPerChart != 0 ? [figures] : [figures, new LiveUpdate(BucketPage.UsageRegion, await pages.DrawAsync<BucketUsage>((nameof(BucketUsage.Model), view)))];
        });
    }

    private async Task SetWarningAsync(HttpContext context, PortalSession session, Tenant tenant)
    {
        if (await PortalForm.ReadAsync(context) is not { } form || !PortalSessions.IsOwnForm(context, session, form))
        {
            await pages.WriteProblemAsync(context, Site, session, StatusCodes.Status403Forbidden, "That form is not yours", "Open the page anew and send the form from there.");
            return;
        }

        if (!MayChange(session, tenant))
        {
            sessions.Denied(context, session, $"The role \"{session.Principal.Role}\" lacks the permission {AdminPermissions.RateLimitsManage} on tenant:{tenant.Id}.");
            await pages.WriteProblemAsync(context, Site, session, StatusCodes.Status403Forbidden, "Not allowed", "Your role may look at limits, and not change them.");
            return;
        }

        if (model.Detail(tenant.Id, form["id"], UsageRange.Hour) is not { } detail)
        {
            await NotFoundAsync(context, session);
            return;
        }

        bool isBack = form["action"] == "back";
        int percent = 0;
        if (!isBack && (!int.TryParse(form["percent"], NumberStyles.None, CultureInfo.InvariantCulture, out percent) || percent is < LimitsCompiler.MinWarningPercent or > LimitsCompiler.MaxWarningPercent))
        {
            await pages.WriteProblemAsync(context, Site, session, StatusCodes.Status400BadRequest, "That is no threshold", $"Set a whole number from {LimitsCompiler.MinWarningPercent} to {LimitsCompiler.MaxWarningPercent} percent.");
            return;
        }

        sessions.Granted(context, session, AdminPermissions.RateLimitsManage);
        try
        {
            await changes.ApplyAsync(context, session.Principal, tenant.Id, detail.Limit.Bucket, limit: null, isBack ? 0 : percent);
        }
        catch (IOException)
        {
            await pages.WriteProblemAsync(context, Site, session, StatusCodes.Status503ServiceUnavailable, "Not changed", "The change could not be kept, and is not in force. Try again shortly.");
            return;
        }

        await PortalPages.GoTo(context, $"{Site.Base}bucket?id={Uri.EscapeDataString(detail.Limit.Bucket)}&saved=yes");
    }

    // Before any token is looked at: one that came by cleartext may be anybody's, and the cookie would not come back.
    private Task RefuseCleartextAsync(HttpContext context) => pages.WriteAsync<ProblemPage>(
        context, StatusCodes.Status421MisdirectedRequest,
        (nameof(ProblemPage.Frame), pages.FrameOf(context, Site, "Only by https", null) with { HasForms = false }),
        (nameof(ProblemPage.Detail), "These pages ask for a token, which must not travel in the clear. Open them by https."),
        (nameof(ProblemPage.RequestId), context.GetEdgeRequest().RequestId));

    private PageFrame FrameOf(HttpContext context, PortalSession session, Tenant tenant, string title) => pages.FrameOf(context, Site, title, session) with { Audience = tenant.Id };

    private Task NotFoundAsync(HttpContext context, PortalSession? session) =>
        pages.WriteProblemAsync(context, Site, session, StatusCodes.Status404NotFound, "There is no such page", "Check the address, or begin at the list of limits.");
}
