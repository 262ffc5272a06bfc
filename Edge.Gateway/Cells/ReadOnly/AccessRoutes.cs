using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Cells.ReadOnly;

/// <summary>Tells writes from reads and sign-ins: the configured routes, then the shipped ones, then the method (RFC 9110 §9.2.1).</summary>
/// <remarks>When in doubt it is a write: a path that can be read in two ways, a method that a header puts in place of another, a tunnel.</remarks>
internal sealed class AccessRoutes(IReadOnlyList<AccessRoute> configured)
{
    /// <summary>Most routes that may be configured; each is compared with the path of a request while something is read-only.</summary>
    public const int MaxConfigured = 500;

    // Encoded characters, path parameters and backslashes: servers differ in what they make of them.
    private static readonly SearchValues<char> Ambiguous = SearchValues.Create("%;\\");

    private readonly AccessRoute[] _routes = [.. configured, .. DefaultAccessRoutes.All];

    /// <summary>What a request does.</summary>
    public RouteAccess AccessOf(HttpRequest request)
    {
        string path = request.Path.Value ?? "/";
        RouteAccess access = IsTunnel(request) ? Find(request.Method, path) ?? RouteAccess.Write : AccessOf(request.Method, path);
        return access != RouteAccess.Write && MethodOverride.MayWrite(request, this) ? RouteAccess.Write : access;
    }

    /// <summary>What a method and path do by themselves.</summary>
    public RouteAccess AccessOf(string method, string path) =>
        Find(method, path) ?? (IsSafe(method) ? RouteAccess.Read : RouteAccess.Write);

    /// <summary>Whether the request asks for a connection whose content the gateway does not see: an upgrade (RFC 9110 §7.8), or extended CONNECT (RFC 8441).</summary>
    public static bool IsTunnel(HttpRequest request)
    {
        IFeatureCollection features = request.HttpContext.Features;
        return features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true }
            || (features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } && !request.Headers.Upgrade.ToString().Equals("h2c", StringComparison.OrdinalIgnoreCase)); // "h2c" only asks for another version, and gets none.
    }

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    private RouteAccess? Find(string method, string path)
    {
        bool isAmbiguous = path.AsSpan().ContainsAny(Ambiguous);
        foreach (AccessRoute route in _routes)
        {
            if ((!isAmbiguous || route.Access == RouteAccess.Write) && route.Matches(method, path))
            {
                return route.Access;
            }
        }

        return null;
    }
}
