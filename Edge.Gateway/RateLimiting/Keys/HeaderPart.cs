using Edge.Gateway.RateLimiting.Storage;
using Microsoft.Extensions.Primitives;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary><c>header:Authorization</c>: all values of a header.</summary>
internal sealed class HeaderPart(string name) : IKeyPart
{
    public bool TryAdd(ref KeyHasher hasher, in KeySource source)
    {
        StringValues values = source.Context.Request.Headers[name];
        bool found = false;
        for (int i = 0; i < values.Count; i++)
        {
            ReadOnlySpan<char> value = values[i].AsSpan().Trim();
            if (!value.IsEmpty)
            {
                hasher.Add(value);
                found = true;
            }
        }

        return found;
    }
}
