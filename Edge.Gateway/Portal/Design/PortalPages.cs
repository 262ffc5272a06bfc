using System.Reflection;
using System.Text;
using Edge.Gateway.Config;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Edge.Gateway.Portal.Design;

/// <summary>Draws pages and parts of pages. One for all listeners: a component has no services but what it is given.</summary>
internal sealed class PortalPages(PortalAssets assets, SnapshotStore snapshots, IServiceProvider services, ILoggerFactory loggers, TimeProvider time)
{
    private static readonly string Version = typeof(PortalPages).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private static readonly string[] Themes = ["auto", "light", "dark"];

    public PortalAssets Assets => assets;

    /// <summary>The frame of a page.</summary>
    /// <param name="context">The request.</param>
    /// <param name="site">The site.</param>
    /// <param name="title">Of the page.</param>
    /// <param name="session">Who is signed in; null for nobody.</param>
    public PageFrame FrameOf(HttpContext context, PortalSite site, string title, PortalSession? session)
    {
        HttpRequest request = context.Request;
        bool isGet = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return new PageFrame(
            title, site.Title, site.Base, site.Assets + assets.Stylesheet, site.Assets + assets.Script, ThemeOf(request, site),
            isGet ? request.Path.ToUriComponent() + request.QueryString.ToUriComponent() : site.Base,
            time.GetUtcNow(),
            session is null ? null : Version,
            session is null || !site.IsOps ? null : snapshots.Current.Get<NodeSettings>().Id)
        {
            Who = session?.Principal.Id,
            Role = session?.Principal.Role,
            FormToken = session?.FormToken ?? "",
        };
    }

    /// <summary>Draws a component. Leaves a socket's thread before, as drawing takes milliseconds.</summary>
    public async Task<string> DrawAsync<T>(params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        await Task.CompletedTask.ConfigureAwait(Thread.CurrentThread.IsThreadPoolThread ? ConfigureAwaitOptions.None : ConfigureAwaitOptions.ForceYielding);
        await using var renderer = new HtmlRenderer(services, loggers);
        ParameterView view = ParameterView.FromDictionary(parameters.ToDictionary(static pair => pair.Name, static pair => pair.Value, StringComparer.Ordinal));
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<T>(view)).ToHtmlString());
    }

    /// <summary>Answers with a page.</summary>
    public async Task WriteAsync<T>(HttpContext context, int status, params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        byte[] body = Encoding.UTF8.GetBytes(await DrawAsync<T>(parameters));
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = body.Length;
        PortalHeaders.Apply(response);
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    /// <summary>Answers with a page that says what is wrong.</summary>
    public Task WriteProblemAsync(HttpContext context, PortalSite site, PortalSession? session, int status, string title, string detail) =>
        WriteAsync<ProblemPage>(
            context, status,
            (nameof(ProblemPage.Frame), FrameOf(context, site, title, session)),
            (nameof(ProblemPage.Detail), detail),
            (nameof(ProblemPage.RequestId), Admin.Authentication.Callers.RequestIdOf(context)));

    /// <summary>Sends the browser to another page, which it gets by GET.</summary>
    public static Task GoTo(HttpContext context, string path)
    {
        PortalHeaders.Apply(context.Response);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
        return Task.CompletedTask;
    }

    /// <summary>A path of the site that a form names, or the site's first page: nobody is sent elsewhere.</summary>
    public static string PathWithin(PortalSite site, string? path) =>
        path is not null && path.StartsWith(site.Base, StringComparison.Ordinal) && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.Contains("..", StringComparison.Ordinal) && !path.AsSpan().ContainsAnyExceptInRange('!', '~') && !path.Contains('\\', StringComparison.Ordinal)
            ? path
            : site.Base;

    /// <summary>Remembers the colours that the reader prefers. Needs no session.</summary>
    public static Task SetThemeAsync(HttpContext context, PortalSite site, IFormCollection form)
    {
        string theme = form["theme"].ToString();
        bool isSecure = site.IsSecure(context.Request);
        context.Response.Cookies.Append(site.CookieOf("-theme", isSecure), Themes.Contains(theme) ? theme : Themes[0], new CookieOptions
        {
            Secure = isSecure,
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            MaxAge = TimeSpan.FromDays(365),
        });
        return GoTo(context, PathWithin(site, form["from"]));
    }

    private static string ThemeOf(HttpRequest request, PortalSite site) =>
        request.Cookies[site.CookieOf("-theme", site.IsSecure(request))] is { } theme && Themes.Contains(theme) ? theme : Themes[0];
}
