using Edge.Gateway.RateLimiting.Storage;
using Microsoft.Extensions.Primitives;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary><c>cookie:DT</c>: all values of a cookie, so that a second one of the name makes no other client of somebody.</summary>
internal sealed class CookiePart(string name) : IKeyPart
{
    public bool TryAdd(ref KeyHasher hasher, in KeySource source)
    {
        StringValues lines = source.Context.Request.Headers.Cookie;
        bool found = false;
        for (int i = 0; i < lines.Count; i++)
        {
            ReadOnlySpan<char> line = lines[i];
            foreach (Range range in line.Split(';'))
            {
                ReadOnlySpan<char> pair = line[range].Trim();
                int equals = pair.IndexOf('=');
                if (equals > 0 && equals < pair.Length - 1 && pair[..equals].TrimEnd().SequenceEqual(name))
                {
                    hasher.Add(pair[(equals + 1)..].Trim());
                    found = true;
                }
            }
        }

        return found;
    }
}
