using Edge.Gateway.RateLimiting.Storage;
using Microsoft.Extensions.Primitives;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary><c>cookie:DT</c>: the value of a cookie. One that comes twice is missing: see <see cref="JsonPart"/>.</summary>
internal sealed class CookiePart(string name) : IKeyPart
{
    public bool TryAdd(ref KeyHasher hasher, in KeySource source)
    {
        StringValues lines = source.Context.Request.Headers.Cookie;
        ReadOnlySpan<char> value = [];
        for (int i = 0; i < lines.Count; i++)
        {
            ReadOnlySpan<char> line = lines[i];
            foreach (Range range in line.Split(';'))
            {
                ReadOnlySpan<char> pair = line[range].Trim();
                int equals = pair.IndexOf('=');
                if (equals <= 0 || equals == pair.Length - 1 || !pair[..equals].TrimEnd().SequenceEqual(name))
                {
                    continue;
                }

                if (!value.IsEmpty)
                {
                    return false;
                }

                value = pair[(equals + 1)..].Trim();
            }
        }

        if (value.IsEmpty)
        {
            return false;
        }

        hasher.Add(value);
        return true;
    }
}
