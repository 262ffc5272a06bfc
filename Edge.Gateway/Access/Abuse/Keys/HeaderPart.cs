using Microsoft.Extensions.Primitives;

namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary><c>header:User-Agent</c>: every value of a request header.</summary>
internal sealed class HeaderPart(string name) : IKeyPart
{
    public bool Append(in KeySource source, ref KeyWriter writer)
    {
        StringValues values = source.Context.Request.Headers[name];
        for (int i = 0; i < values.Count; i++)
        {
            writer.Append(values[i]);
        }

        return values.Count > 0;
    }
}
