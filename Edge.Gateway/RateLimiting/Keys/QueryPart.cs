using Edge.Gateway.RateLimiting.Storage;
using Microsoft.AspNetCore.WebUtilities;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary><c>query:client_id</c>: all values of a query parameter, decoded, so that another spelling is no other key.</summary>
internal sealed class QueryPart(string name) : IKeyPart
{
    public bool NamesUser => UserNames.Has(name);

    public string? Read(in KeySource source)
    {
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(source.Context.Request.QueryString.Value))
        {
            if (pair.DecodeName().Span.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return UserNames.Show(pair.DecodeValue().Span);
            }
        }

        return null;
    }

    public bool TryAdd(ref KeyHasher hasher, in KeySource source)
    {
        bool found = false;
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(source.Context.Request.QueryString.Value))
        {
            if (pair.DecodeName().Span.Equals(name, StringComparison.OrdinalIgnoreCase) && pair.DecodeValue() is { IsEmpty: false } value)
            {
                hasher.Add(value.Span);
                found = true;
            }
        }

        return found;
    }
}
