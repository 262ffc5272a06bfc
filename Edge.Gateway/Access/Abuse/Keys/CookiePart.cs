using Microsoft.Extensions.Primitives;

namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary><c>cookie:device</c>: a cookie, its name by exact case (RFC 6265 §5.4). One that comes twice counts as missing: origins differ in which they take.</summary>
internal sealed class CookiePart(string name) : IKeyPart
{
    public bool Append(in KeySource source, ref KeyWriter writer)
    {
        StringValues lines = source.Context.Request.Headers.Cookie;
        ReadOnlySpan<char> found = default;
        int count = 0;
        for (int i = 0; i < lines.Count; i++)
        {
            ReadOnlySpan<char> line = lines[i];
            foreach (Range range in line.Split(';'))
            {
                ReadOnlySpan<char> pair = line[range].Trim();
                int equals = pair.IndexOf('=');
                if (equals > 0 && pair[..equals].TrimEnd().SequenceEqual(name))
                {
                    found = pair[(equals + 1)..].Trim();
                    count++;
                }
            }
        }

        if (count != 1)
        {
            return false;
        }

        writer.Append(found);
        return true;
    }
}
