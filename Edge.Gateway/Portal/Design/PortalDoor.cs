using System.Globalization;
using Edge.Gateway.Admin;
using Edge.Gateway.Admin.Authentication;

namespace Edge.Gateway.Portal.Design;

/// <summary>What every site has: its files, the colours, signing in and out, and the page that asks for it.</summary>
internal sealed class PortalDoor(PortalPages pages, PortalSessions sessions)
{
    private const string SignInPath = "sign-in";
    private const string SignOutPath = "sign-out";
    private const string ThemePath = "theme";

    /// <summary>Answers a request for one of those.</summary>
    /// <param name="context">The request.</param>
    /// <param name="site">The site.</param>
    /// <param name="page">The path below the site's.</param>
    /// <param name="mayEnter">Whom the site is for.</param>
    /// <param name="hint">Which token is asked for.</param>
    /// <returns>False when it is for another page, and nothing is answered.</returns>
    public async Task<bool> TryServeAsync(HttpContext context, PortalSite site, string page, Func<AdminPrincipal, bool> mayEnter, string hint)
    {
        const string Assets = "assets/";
        if (page.StartsWith(Assets, StringComparison.Ordinal))
        {
            await pages.Assets.ServeAsync(context, page[Assets.Length..]);
            return true;
        }

        if (page is not (SignInPath or SignOutPath or ThemePath))
        {
            return false;
        }

        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            await (page == SignInPath ? AskAsync(context, site, hint, StatusCodes.Status200OK, from: site.Base) : PortalPages.GoTo(context, site.Base));
            return true;
        }

        if (CrossSite.IsLikely(context.Request) || await PortalForm.ReadAsync(context) is not { } form)
        {
            await pages.WriteProblemAsync(context, site, null, StatusCodes.Status400BadRequest, "That form cannot be taken", "Open the page anew and send the form from there.");
            return true;
        }

        await (page switch
        {
            SignInPath => SignInAsync(context, site, form, mayEnter, hint),
            SignOutPath => SignOutAsync(context, site, form, mayEnter),
            _ => PortalPages.SetThemeAsync(context, site, form),
        });
        return true;
    }

    /// <summary>Who looks at a page; asks to sign in when nobody does, and gives null then.</summary>
    public async Task<PortalSession?> EnterAsync(HttpContext context, PortalSite site, Func<AdminPrincipal, bool> mayEnter, string hint)
    {
        PortalSession? session = sessions.Find(context, site, mayEnter, out AuthenticationResult? refused);
        if (session is not null)
        {
            return session;
        }

        if (refused is { Outcome: not AttemptOutcome.Locked })
        {
            PortalSessions.SignOut(context, site); // Or the browser would come with it again, and be held off.
        }

        string from = HttpMethods.IsGet(context.Request.Method) ? context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent() : site.Base;
        await RefuseAsync(context, site, hint, from, refused, refused is null ? null : "Your session has ended.");
        return null;
    }

    /// <summary>As <see cref="EnterAsync"/>, for a stream: it tells a page whose session has ended, and takes the cookie away. Or the page would come with it again and again, and its address be held off.</summary>
    public async Task<PortalSession?> FollowAsync(HttpContext context, PortalSite site, Func<AdminPrincipal, bool> mayEnter)
    {
        PortalSession? session = sessions.Find(context, site, mayEnter, out AuthenticationResult? refused);
        if (session is not null)
        {
            return session;
        }

        PortalHeaders.Apply(context.Response);
        if (refused is { Outcome: AttemptOutcome.Locked })
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = SecondsOf(refused);
            return null;
        }

        if (refused is not null)
        {
            PortalSessions.SignOut(context, site);
        }

        context.Response.ContentType = LiveStreams.ContentType;
        await context.Response.WriteAsync(LiveStreams.SignedOut, context.RequestAborted);
        return null;
    }

    /// <summary>As <see cref="PortalSessions.Find"/>, without an answer: for streams that have begun.</summary>
    public PortalSession? Find(HttpContext context, PortalSite site, Func<AdminPrincipal, bool> mayEnter) => sessions.Find(context, site, mayEnter, out _);

    private async Task SignInAsync(HttpContext context, PortalSite site, IFormCollection form, Func<AdminPrincipal, bool> mayEnter, string hint)
    {
        string from = PortalPages.PathWithin(site, form["from"]);
        PortalSession? session = sessions.SignIn(context, site, form["token"].ToString().Trim(), mayEnter, out AuthenticationResult? refused);
        if (session is null)
        {
            await RefuseAsync(context, site, hint, from, refused, "This token does not open these pages.");
            return;
        }

        sessions.Granted(context, session, SignInPath);
        await PortalPages.GoTo(context, from);
    }

    private async Task SignOutAsync(HttpContext context, PortalSite site, IFormCollection form, Func<AdminPrincipal, bool> mayEnter)
    {
        if (sessions.Find(context, site, mayEnter, out _) is { } session && !PortalSessions.IsOwnForm(context, session, form))
        {
            await pages.WriteProblemAsync(context, site, session, StatusCodes.Status403Forbidden, "That form is not yours", "Open the page anew and send the form from there.");
            return;
        }

        PortalSessions.SignOut(context, site);
        await PortalPages.GoTo(context, site.Base + SignInPath);
    }

    // One answer for every token that is not good here, whyever: it tells nothing of tokens.
    private Task RefuseAsync(HttpContext context, PortalSite site, string hint, string from, AuthenticationResult? refused, string? error)
    {
        if (refused is not { Outcome: AttemptOutcome.Locked })
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return AskAsync(context, site, hint, StatusCodes.Status401Unauthorized, from, error, error is null ? null : "Check that it is whole, has not ended, and is for here.");
        }

        string seconds = SecondsOf(refused);
        context.Response.Headers.RetryAfter = seconds;
        return AskAsync(context, site, hint, StatusCodes.Status429TooManyRequests, from, "Too many wrong tokens came from your address.", $"Wait {seconds} s, then try again.");
    }

    private static string SecondsOf(AuthenticationResult refused) => Math.Max(1, Math.Ceiling(refused.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private Task AskAsync(HttpContext context, PortalSite site, string hint, int status, string from, string? error = null, string? advice = null) =>
        pages.WriteAsync<SignInPage>(
            context, status,
            (nameof(SignInPage.Frame), pages.FrameOf(context, site, "Sign in", null)),
            (nameof(SignInPage.Hint), hint),
            (nameof(SignInPage.Error), error),
            (nameof(SignInPage.Advice), advice),
            (nameof(SignInPage.From), PortalPages.PathWithin(site, from)),
            (nameof(SignInPage.CameByLink), context.Request.Headers["Sec-Fetch-Site"] == "cross-site"));
}
