using Microsoft.Extensions.Primitives;

namespace Edge.Gateway.Cells.ReadOnly;

/// <summary>Finds a method that stands in for the request's own, as many frameworks accept: <c>X-HTTP-Method-Override</c>, <c>X-HTTP-Method</c>, <c>X-Method-Override</c>, <c>?_method=</c>.</summary>
internal static class MethodOverride
{
    private const string QueryKey = "_method";

    // Longer than the longest of the names.
    private const int MaxNameLength = 32;

    /// <summary>Whether such a method would make the request a write.</summary>
    public static bool MayWrite(HttpRequest request, AccessRoutes routes)
    {
        string path = request.Path.Value ?? "/";
        foreach (KeyValuePair<string, StringValues> header in request.Headers)
        {
            if (IsOverride(header.Key) && AnyWrites(header.Value, path, routes))
            {
                return true;
            }
        }

        return request.QueryString.HasValue
            && (request.QueryString.Value!.Contains(QueryKey, StringComparison.OrdinalIgnoreCase) || request.QueryString.Value.Contains('%', StringComparison.Ordinal)) // The name may be encoded.
            && request.Query.TryGetValue(QueryKey, out StringValues methods)
            && AnyWrites(methods, path, routes);
    }

    // CGI and its heirs read '_' and '-' in a header's name alike.
    private static bool IsOverride(string name)
    {
        Span<char> plain = stackalloc char[MaxNameLength];
        if (name.Length > MaxNameLength)
        {
            return false;
        }

        name.AsSpan().Replace(plain, '_', '-');
        ReadOnlySpan<char> spelt = plain[..name.Length];
        return Is(spelt, "X-HTTP-Method-Override") || Is(spelt, "X-HTTP-Method") || Is(spelt, "X-Method-Override");

        static bool Is(ReadOnlySpan<char> spelt, string known) => spelt.Equals(known, StringComparison.OrdinalIgnoreCase);
    }

    private static bool AnyWrites(StringValues methods, string path, AccessRoutes routes)
    {
        foreach (string? line in methods)
        {
            foreach (Range part in line.AsSpan().Split(','))
            {
                string method = line.AsSpan()[part].Trim().ToString();
                if (method.Length > 0 && routes.AccessOf(method, path) == RouteAccess.Write)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
