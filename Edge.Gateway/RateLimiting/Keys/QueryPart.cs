using Edge.Gateway.RateLimiting.Storage;
using Microsoft.AspNetCore.WebUtilities;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary><c>query:client_id</c>: the value of a query parameter, decoded, so that another spelling is no other key. One that comes twice is missing: see <see cref="JsonPart"/>.</summary>
internal sealed class QueryPart(string name) : IKeyPart
{
    public bool NamesUser => UserNames.Has(name);

    public string? Read(in KeySource source) => UserNames.Show(Find(source));

    public bool TryAdd(ref KeyHasher hasher, in KeySource source)
    {
        ReadOnlySpan<char> value = Find(source);
        if (value.IsEmpty)
        {
            return false;
        }

        hasher.Add(value);
        return true;
    }

    // Empty: none, or more than one.
    private ReadOnlySpan<char> Find(in KeySource source)
    {
        ReadOnlyMemory<char>? found = null;
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(source.Context.Request.QueryString.Value))
        {
            if (pair.DecodeName().Span.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                if (found is not null)
                {
                    return [];
                }

                found = pair.DecodeValue();
            }
        }

        return found is { } value ? value.Span : [];
    }
}
