using Microsoft.Extensions.Primitives;

namespace Edge.Gateway.Http;

/// <summary>Cookies of the gateway's own pages: they hold credentials, and are nothing that an origin, a rule, a limit or a log may see.</summary>
internal static class EdgeCookies
{
    /// <summary>Begins their names. A browser takes <c>__Host-</c> over https only, for the whole host and for no other (RFC 6265bis §4.1.3.2).</summary>
    public const string Prefix = "__Host-edge";

    /// <summary>Takes them off a request. Allocates only when there are some.</summary>
    public static void Remove(IHeaderDictionary headers)
    {
        StringValues lines = headers.Cookie;
        for (int i = 0; i < lines.Count; i++)
        {
            if (lines[i] is { } line && line.Contains(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                string?[] kept = [.. lines.Select(Without).Where(static text => text is { Length: > 0 })];
                headers.Cookie = kept.Length == 0 ? StringValues.Empty : new StringValues(kept);
                return;
            }
        }
    }

    private static string? Without(string? line) => line is null ? null
        : string.Join("; ", line.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(static pair => !pair.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)));
}
