using System.Buffers;
using Edge.Gateway.Config;

namespace Edge.Gateway.Cells.ReadOnly;

/// <summary>Reads <c>routes</c> of <c>cells.json</c>.</summary>
internal sealed class AccessRoutesCompiler : ISnapshotCompiler
{
    private static readonly Dictionary<string, RouteAccess> Words = new(StringComparer.Ordinal)
    {
        ["read"] = RouteAccess.Read,
        ["write"] = RouteAccess.Write,
        ["auth"] = RouteAccess.Auth,
    };

    private static readonly SearchValues<char> NeverInPath = SearchValues.Create("?#;{}\\%");

    public void Compile(SnapshotBuilder builder)
    {
        List<AccessRoute> routes = [];
        foreach (ConfigObject entry in builder.Cells.Objects("routes"))
        {
            if (!entry.Has("access"))
            {
                entry.Error("access", ConfigCodes.Missing, "is missing; set \"read\", \"write\" or \"auth\".");
            }

            RouteAccess access = entry.Choice("access", RouteAccess.Write, Words);
            IReadOnlyList<ConfigObject> matches = entry.Objects("match");
            if (matches.Count == 0)
            {
                entry.Error("match", ConfigCodes.Missing, "is empty; name at least one path, such as { \"methods\": [\"POST\"], \"path\": \"/login\" }.");
            }

            routes.AddRange(matches.Select(match => new AccessRoute(
                match.Texts("methods").Select(static method => method.Text.ToUpperInvariant()), ReadPath(match), access)));
        }

        if (routes.Count > AccessRoutes.MaxConfigured)
        {
            builder.Cells.Error("routes", ConfigCodes.TooMany, $"has {routes.Count} paths; at most {AccessRoutes.MaxConfigured} are accepted.");
        }

        builder.Set(new AccessRoutes(routes));
    }

    private static string ReadPath(ConfigObject match)
    {
        string path = match.RequiredText("path");
        string[] segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        bool isGood = path.StartsWith('/') && !path.AsSpan().ContainsAny(NeverInPath)
            && !segments.Where((segment, index) => segment is "." or ".." || (segment.Contains('*', StringComparison.Ordinal) && segment != "*" && !(segment == "**" && index == segments.Length - 1))).Any();
        if (!isGood && path.Length > 0)
        {
            match.Error("path", ConfigCodes.OutOfRange, $"is \"{path}\"; set a path such as \"/login\" or \"/app/*/sso/**\": '*' stands for one segment, '**' at the end for everything below.");
        }

        return path;
    }
}
