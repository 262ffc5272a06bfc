using Edge.Gateway.Ops;
using Edge.Gateway.Portal.Design;

namespace Edge.Gateway.Portal.Console;

/// <summary>The operators' console: <c>/console/</c> on the ops listener, and <c>/</c>, which leads there.</summary>
internal sealed class ConsoleEndpoints(
    ConsoleApi api, ConsoleActions actions, IEnumerable<IConsolePage> pages, PortalDoor door, PortalPages drawing, LiveStreams streams, ActionWords words) : IOpsEndpoints
{
    /// <summary>Seconds after which a page that is live loads itself again where there is no script.</summary>
    private const int RefreshSeconds = 10;

    private const string LivePrefix = "live/";

    private readonly IConsolePage[] _pages = [.. pages];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/", static context => PortalPages.GoTo(context, ConsoleSite.Base));
        endpoints.MapMethods("/console/{**page}", [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post], ServeAsync);
    }

    private async Task ServeAsync(HttpContext context)
    {
        PortalSite site = ConsoleSite.Site;
        if (!context.Request.Path.StartsWithSegments("/console", out PathString rest) || !rest.HasValue)
        {
            await PortalPages.GoTo(context, site.Base);
            return;
        }

        string path = rest.Value![1..];
        if (path.StartsWith(LivePrefix, StringComparison.Ordinal))
        {
            await FollowAsync(context, path[LivePrefix.Length..]);
            return;
        }

        if (await door.TryServeAsync(context, site, path, ConsoleSite.MayEnter, ConsoleSite.Hint)
            || await door.EnterAsync(context, site, ConsoleSite.MayEnter, ConsoleSite.Hint) is not { } session)
        {
            return;
        }

        if (path.StartsWith(ConsoleActions.Prefix, StringComparison.Ordinal))
        {
            await actions.ServeAsync(new ConsoleVisit(context, session, api, []), path[ConsoleActions.Prefix.Length..], LinksOf(session, null));
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            await drawing.WriteProblemAsync(context, site, session, StatusCodes.Status405MethodNotAllowed, "This page takes no forms", "Open it anew.");
            return;
        }

        await ShowAsync(context, session, path);
    }

    private async Task ShowAsync(HttpContext context, PortalSession session, string path)
    {
        (IConsolePage? page, ConsoleVisit visit) = Find(context, session, path);
        if (path.Length == 0 && page is not null && !MaySee(session, page) && Array.Find(_pages, other => MaySee(session, other)) is { } first)
        {
            await PortalPages.GoTo(context, ConsoleSite.Base + first.Name); // The first page that they may see.
            return;
        }

        if (page is null || await page.LoadAsync(visit) is not { } view)
        {
            await drawing.WriteProblemAsync(context, ConsoleSite.Site, session, StatusCodes.Status404NotFound, "There is no such page", "It may have gone with a change of the configuration.");
            return;
        }

        PageFrame frame = drawing.FrameOf(context, ConsoleSite.Site, view.Title, session) with
        {
            Links = LinksOf(session, page),
            LiveUrl = view.IsLive ? $"{ConsoleSite.Base}{LivePrefix}{context.Request.Path.ToUriComponent()[ConsoleSite.Base.Length..]}{context.Request.QueryString}" : null,
            RefreshSeconds = view.IsLive ? RefreshSeconds : 0,
        };
        await drawing.WriteAsync<ConsolePage>(
            context, view.Status,
            (nameof(ConsolePage.Frame), frame),
            (nameof(ConsolePage.Above), view.Above),
            (nameof(ConsolePage.Word), words.Take(session.Key)),
            (nameof(ConsolePage.Content), view.Content));
    }

    private async Task FollowAsync(HttpContext context, string path)
    {
        PortalSite site = ConsoleSite.Site;
        if (await door.FollowAsync(context, site, ConsoleSite.MayEnter) is not { } session)
        {
            return;
        }

        (IConsolePage? followed, ConsoleVisit first) = Find(context, session, path);
        if (followed is null || await followed.LoadAsync(first) is not { IsLive: true })
        {
            PortalHeaders.Apply(context.Response);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await streams.RunAsync(context, session, async () =>
        {
            if (door.Find(context, site, ConsoleSite.MayEnter) is not { } now)
            {
                return null;
            }

            (IConsolePage? page, ConsoleVisit visit) = Find(context, now, path);
            return await page!.LoadAsync(visit) is { } view
                ? [new LiveUpdate(ConsolePage.Region, await drawing.DrawAsync<Part>((nameof(Part.Content), view.Content)))]
                : [];
        });
    }

    private (IConsolePage? Page, ConsoleVisit Visit) Find(HttpContext context, PortalSession session, string path)
    {
        string[] parts = path.Split('/');
        return (Array.Find(_pages, page => page.Name == parts[0] && (parts.Length == 1 || page.HasPagesBelow)), new ConsoleVisit(context, session, api, parts[1..]));
    }

    private PageLink[] LinksOf(PortalSession session, IConsolePage? current) =>
        [.. _pages.Where(page => MaySee(session, page)).Select(page => new PageLink(page.Text, ConsoleSite.Base + page.Name, page == current))];

    private static bool MaySee(PortalSession session, IConsolePage page) =>
        page.Resource is { } resource ? session.Principal.Allows(page.Permission, resource) : session.Principal.AllowsSome(page.Permission);
}
