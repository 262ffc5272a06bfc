using Edge.Gateway.RateLimiting.Storage;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary><c>header:X-User</c>: the value of a header. One that comes twice is missing: see <see cref="JsonPart"/>.</summary>
internal sealed class HeaderPart(string name) : IKeyPart
{
    /// <summary>Longest authentication scheme whose case makes no difference.</summary>
    private const int MaxSchemeChars = 32;

    private readonly bool _isCredentials = name.Equals(HeaderNames.Authorization, StringComparison.OrdinalIgnoreCase) || name.Equals(HeaderNames.ProxyAuthorization, StringComparison.OrdinalIgnoreCase);

    public bool TryAdd(ref KeyHasher hasher, in KeySource source)
    {
        StringValues values = source.Context.Request.Headers[name];
        ReadOnlySpan<char> value = values.Count == 1 ? values[0].AsSpan().Trim() : [];
        if (value.IsEmpty)
        {
            return false;
        }

        int space = _isCredentials ? value.IndexOfAny(' ', '\t') : -1;
        if (space is > 0 and <= MaxSchemeChars)
        {
            Span<char> scheme = stackalloc char[MaxSchemeChars];
            hasher.Add(scheme[..value[..space].ToLowerInvariant(scheme)]); // "bearer x" is the token of "Bearer  x" (RFC 9110, 11.1).
            value = value[space..].TrimStart();
        }

        hasher.Add(value);
        return true;
    }
}
