using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Edge.Gateway.Admin;
using Edge.Gateway.Admin.Authentication;

namespace Edge.Gateway.Portal.Design;

/// <summary>Signs people in with an admin token, and knows them again by a cookie that holds it. Nothing is kept here: any node serves any session.</summary>
/// <remarks>
/// The token is looked up with every request, as the API does, so a session ends the moment its token does. Wrong tokens are
/// counted, held off and told as the API's are. Decision 0019 says what else was considered.
/// </remarks>
internal sealed class PortalSessions(AdminAuthenticator authenticator, AdminAudit audit)
{
    /// <summary>Longest token, in chars.</summary>
    public const int MaxTokenChars = 256;

    private const string Bearer = "Bearer ";

    /// <summary>Finds who looks at a page: by cookie, or by a bearer token.</summary>
    /// <param name="context">The request.</param>
    /// <param name="site">The site.</param>
    /// <param name="mayEnter">Whether the site is for this principal at all.</param>
    /// <param name="refused">Why a credential that is there is not good; null when there is none.</param>
    public PortalSession? Find(HttpContext context, PortalSite site, Func<AdminPrincipal, bool> mayEnter, out AuthenticationResult? refused)
    {
        refused = null;
        string? token = CredentialOf(context, site);
        return string.IsNullOrEmpty(token) ? null : Verify(context, site, token, mayEnter, out refused);
    }

    /// <summary>The token that a request came with, good or not; for calls of the admin API in its name.</summary>
    public static string? CredentialOf(HttpContext context, PortalSite site)
    {
        string? header = context.Request.Headers.Authorization;
        return header?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true
            ? header[Bearer.Length..].Trim() // Programs that fetch a download.
            : context.Request.Cookies[site.CookieOf("", site.IsSecure(context.Request))];
    }

    /// <summary>Tells of a page that is shown or a change that is made.</summary>
    public void Granted(HttpContext context, PortalSession session, string permission) => audit.Granted(context, session.Principal.Id, permission);

    /// <summary>Tells of something that this session may not do.</summary>
    public void Denied(HttpContext context, PortalSession session, string reason) => audit.Denied(context, AttemptOutcome.Forbidden, session.Principal.Id, reason);

    /// <summary>Signs in with a token from a form; the cookie is set when it is good.</summary>
    public PortalSession? SignIn(HttpContext context, PortalSite site, string token, Func<AdminPrincipal, bool> mayEnter, out AuthenticationResult? refused)
    {
        PortalSession? session = Verify(context, site, token, mayEnter, out refused);
        if (session is not null)
        {
            SetCookie(context, site, token, maxAge: null);
        }

        return session;
    }

    /// <summary>Forgets the session in this browser.</summary>
    public static void SignOut(HttpContext context, PortalSite site) => SetCookie(context, site, "", TimeSpan.Zero);

    /// <summary>Whether a form was sent by a page of this session: not by a page of another site, and with the session's own token.</summary>
    public static bool IsOwnForm(HttpContext context, PortalSession session, IFormCollection form) =>
        !CrossSite.IsLikely(context.Request)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(form[PageFrame.FormTokenField].ToString()), Encoding.UTF8.GetBytes(session.FormToken));

    private PortalSession? Verify(HttpContext context, PortalSite site, string token, Func<AdminPrincipal, bool> mayEnter, out AuthenticationResult? refused)
    {
        AuthenticationResult result = authenticator.AuthenticateToken(context, token.Length <= MaxTokenChars ? token : "", site.IsOps);
        refused = result;
        if (result.Principal is not { } principal)
        {
            audit.Denied(context, result.Outcome, result.Actor, result.Detail);
            return null;
        }

        if (!mayEnter(principal))
        {
            // The answer is that of a wrong token; only the log knows better.
            audit.Denied(context, AttemptOutcome.Forbidden, principal.Id, $"{principal.Id} may see nothing on {site.Title} at {context.Request.Host.Host}.");
            refused = AuthenticationResult.Refused(AttemptOutcome.Unknown, "");
            return null;
        }

        refused = null;
        return new PortalSession(principal, Derive(token, $"form\n{site.Name}\n{context.Request.Host.Host}"), Derive(token, "session"));
    }

    // From the credential itself, so that no node needs a secret of its own, and nobody without the credential can make it.
    private static string Derive(string token, string purpose) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes($"edge portal\n{purpose}")));

    private static void SetCookie(HttpContext context, PortalSite site, string value, TimeSpan? maxAge)
    {
        bool isSecure = site.IsSecure(context.Request);
        context.Response.Cookies.Append(site.CookieOf("", isSecure), value, new CookieOptions
        {
            Secure = isSecure,
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            MaxAge = maxAge,
        });
    }
}
