using Edge.Gateway.Admin;
using Edge.Gateway.Portal.Design;

namespace Edge.Gateway.Portal.Console;

/// <summary>Somebody looks at a page of the console.</summary>
/// <param name="context">The request.</param>
/// <param name="session">Who.</param>
/// <param name="api">Asks the admin API in their name.</param>
/// <param name="rest">What follows the page's own name in the path, unescaped.</param>
internal sealed class ConsoleVisit(HttpContext context, PortalSession session, ConsoleApi api, IReadOnlyList<string> rest)
{
    public PortalSession Session => session;

    public IReadOnlyList<string> Rest => rest;

    public HttpContext Context => context;

    /// <summary>A parameter of the query; empty when it is not there.</summary>
    public string Query(string name) => context.Request.Query[name].ToString();

    /// <summary>Whether something is shown: the API asks again.</summary>
    public bool May(string permission, AdminResource resource) => session.Principal.Allows(permission, resource);

    /// <summary>Whether they may do it to anything at all.</summary>
    public bool MaySome(string permission) => session.Principal.AllowsSome(permission);

    /// <summary>Asks the admin API.</summary>
    public Task<ApiAnswer> GetAsync(string target) => api.CallAsync(context, HttpMethods.Get, target);

    /// <summary>Asks for something that a page can do without: null when it is not theirs to see. Then it is not asked for, as refusals are events.</summary>
    /// <param name="permission">What the endpoint asks for.</param>
    /// <param name="target">Path with query.</param>
    /// <param name="resource">What it asks that for; null when it shows what there is to see.</param>
    public async Task<T?> TryGetAsync<T>(string permission, string target, AdminResource? resource = null)
        where T : class => (resource is { } wanted ? May(permission, wanted) : MaySome(permission)) ? (await GetAsync(target)).Read<T>() : null;

    /// <summary>Has the admin API do something.</summary>
    public Task<ApiAnswer> DoAsync(ApiOrder order) => api.CallAsync(context, order.Method, order.Target, order.Body);
}
